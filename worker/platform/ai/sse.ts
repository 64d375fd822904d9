import { ProviderError } from "./provider.ts";

export interface SseEvent {
  event: string;
  data: string;
}

const LF = 10;
const CR = 13;
const EVENT_CHARS_MAX = 4 * 1024 * 1024;

/**
 * Decodes a stream of server-sent events piece by piece; pieces may end anywhere, inside a line or
 * a character. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class SseDecoder {
  #decoder = new TextDecoder();
  /** The beginning of a line, in the pieces that came: put together once, when its end is here. */
  #rest: string[] = [];
  #restChars = 0;
  #isAfterCr = false;
  #event = "";
  #data: string[] = [];
  #dataChars = 0;

  /** The events that `bytes` completes. Throws a `protocol` error for an event above 4 Mi characters. */
  push(bytes: Uint8Array): SseEvent[] {
    return this.#take(this.#decoder.decode(bytes, { stream: true }));
  }

  /** The event that the end of the stream cut before its empty line, if its data line was whole. */
  flush(): SseEvent[] {
    const events = this.#take(`${this.#decoder.decode()}\n`);
    this.#dispatch(events);
    return events;
  }

  #take(text: string): SseEvent[] {
    const events: SseEvent[] = [];
    let start = 0;
    for (let at = 0; at < text.length; at++) {
      const code = text.charCodeAt(at);
      const endsCrLf = code === LF && this.#isAfterCr;
      this.#isAfterCr = code === CR;
      if (code !== LF && code !== CR) continue;
      if (!endsCrLf) this.#line(this.#takeRest() + text.slice(start, at), events);
      start = at + 1;
    }
    if (start < text.length) this.#rest.push(text.slice(start));
    this.#restChars += text.length - start;
    if (this.#restChars + this.#dataChars > EVENT_CHARS_MAX) {
      throw new ProviderError("protocol", "The provider sent an event that is too large");
    }
    return events;
  }

  #takeRest(): string {
    const rest = this.#rest.join("");
    this.#rest = [];
    this.#restChars = 0;
    return rest;
  }

  #line(line: string, events: SseEvent[]): void {
    if (line === "") return this.#dispatch(events);
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") {
      this.#data.push(value);
      this.#dataChars += value.length + 1;
    } else if (field === "event") {
      this.#event = value;
    }
  }

  #dispatch(events: SseEvent[]): void {
    if (this.#data.length > 0) {
      events.push({ event: this.#event || "message", data: this.#data.join("\n") });
    }
    this.#event = "";
    this.#data = [];
    this.#dataChars = 0;
  }
}

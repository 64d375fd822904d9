import { ProviderError } from "./provider.ts";

export interface SseEvent {
  event: string;
  data: string;
}

const EVENT_CHARS_MAX = 4 * 1024 * 1024;

/**
 * Decodes a stream of server-sent events piece by piece; pieces may end anywhere, inside a line or
 * a character. https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export class SseDecoder {
  #decoder = new TextDecoder();
  #rest = "";
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
    const buffer = this.#rest + text;
    let start = 0;
    for (let at = Math.max(0, this.#rest.length - 1); at < buffer.length; at++) {
      const code = buffer.charCodeAt(at);
      if (code !== 10 && code !== 13) continue;
      // A CR at the very end may be half of a CR LF whose LF is still to come.
      if (code === 13 && at === buffer.length - 1) break;
      this.#line(buffer.slice(start, at), events);
      if (code === 13 && buffer.charCodeAt(at + 1) === 10) at++;
      start = at + 1;
    }
    this.#rest = buffer.slice(start);
    if (this.#rest.length + this.#dataChars > EVENT_CHARS_MAX) {
      throw new ProviderError("protocol", "The provider sent an event that is too large");
    }
    return events;
  }

  #line(line: string, events: SseEvent[]): void {
    if (line === "") return this.#dispatch(events);
    const colon = line.indexOf(":");
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? "" : line.slice(line[colon + 1] === " " ? colon + 2 : colon + 1);
    if (field === "data") {
      this.#data.push(value);
      this.#dataChars += value.length;
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

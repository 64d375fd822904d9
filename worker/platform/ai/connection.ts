import { Timer, untilAborted } from "./abort.ts";
import {
  defaultTimeouts,
  ProviderError,
  type ProviderMessage,
  type ProviderRequest,
} from "./provider.ts";
import { SseDecoder, type SseEvent } from "./sse.ts";
import type { Wire } from "./wire.ts";

/** How long a finished answer's connection may take to end by itself, so that it can be used again. */
const DRAIN_MS = 100;

/**
 * One call's connection to a provider. It is cut as soon as `call` aborts, whether or not anyone
 * is reading, and it aborts `call` with a `timeout` error when the provider is too slow.
 */
export class Connection {
  /** `unsent`: nobody was called; `refused`: no answer began; else the provider may bill. */
  state: "unsent" | "sent" | "refused" | "answering" = "unsent";
  #wire: Wire;
  #request: ProviderRequest;
  #call: AbortController;
  #transport = new AbortController();
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #decoder = new SseDecoder();
  #hasEnded = false;
  #firstToken: Timer;
  #idle: Timer;
  #timeouts;

  constructor(wire: Wire, request: ProviderRequest, call: AbortController) {
    this.#wire = wire;
    this.#request = request;
    this.#call = call;
    this.#timeouts = request.timeouts ?? defaultTimeouts;
    const { firstTokenMs, idleMs } = this.#timeouts;
    this.#firstToken = new Timer(() => this.#timeOut(`began no answer within ${firstTokenMs} ms`));
    this.#idle = new Timer(() => this.#timeOut(`went quiet for ${idleMs} ms`));
  }

  /** Sends the request and waits for the answer to begin. Rejects with the abort's reason. */
  async open(messages: readonly ProviderMessage[]): Promise<void> {
    const { signal } = this.#call;
    signal.throwIfAborted();
    signal.addEventListener("abort", this.#cut, { once: true });
    this.#firstToken.start(this.#timeouts.firstTokenMs);
    this.state = "sent";
    const opening = this.#wire.open(this.#request, messages, this.#transport.signal);
    try {
      this.#reader = (await untilAborted(opening, signal)).getReader();
      this.state = "answering";
    } catch (thrown) {
      if (!signal.aborted) this.state = "refused";
      opening.then((body) => body.cancel()).catch(() => undefined);
      throw thrown;
    }
  }

  /** The next events, perhaps none; undefined after the end. Rejects with the abort's reason. */
  async read(): Promise<SseEvent[] | undefined> {
    if (this.#reader === undefined || this.#hasEnded) return undefined;
    this.#idle.start(this.#timeouts.idleMs);
    const { done, value } = await untilAborted(this.#reader.read(), this.#call.signal);
    this.#idle.clear();
    if (!done) return this.#decoder.push(value);
    this.#hasEnded = true;
    return this.#decoder.flush();
  }

  /** Tells that something of the answer has come, which ends the wait for the first token. */
  hasContent(): void {
    this.#firstToken.clear();
  }

  /** Lets go of the connection: a finished one may be used again, any other is cut. */
  close(isFinished: boolean): void {
    this.#firstToken.clear();
    this.#idle.clear();
    this.#call.signal.removeEventListener("abort", this.#cut);
    if (isFinished) void this.#drain();
    else this.#cut();
  }

  async #drain(): Promise<void> {
    const limit = new Timer(this.#cut);
    limit.start(DRAIN_MS);
    try {
      while (this.#reader !== undefined && !this.#hasEnded) {
        this.#hasEnded = (await this.#reader.read()).done;
      }
    } catch {
      // The answer is complete; how its connection ended does not matter any more.
    } finally {
      limit.clear();
      this.#cut();
    }
  }

  #cut = (): void => {
    this.#transport.abort();
    this.#reader?.cancel().catch(() => undefined);
  };

  #timeOut(what: string): void {
    this.#call.abort(new ProviderError("timeout", `The provider ${what}`));
  }
}

/** How a provider's answer came in; kept with the charge that pays for it. */
export interface StreamLogDocument {
  /** When the request left; null for a call whose beginning an interruption lost. */
  startedAtMs: number | null;
  /** When its first words came; null when none did, or when that was lost. */
  firstTextAtMs: number | null;
  endedAtMs: number;
  /** In how many pieces its words came. */
  pieces: number;
  characters: number;
  /** How many times the provider was called for the turn; all but the last are the platform's. */
  calls: number;
  /** The provider's own id of the answer; null when it gave none. */
  providerAnswerId: string | null;
}

/** Writes down how one call's stream goes. */
export class StreamLog {
  #startedAtMs: number | null = null;
  #firstTextAtMs: number | null = null;
  #pieces = 0;
  #providerAnswerId: string | null = null;

  start(nowMs: number): void {
    this.#startedAtMs = nowMs;
    this.#firstTextAtMs = null;
    this.#pieces = 0;
    this.#providerAnswerId = null;
  }

  text(nowMs: number): void {
    this.#firstTextAtMs ??= nowMs;
    this.#pieces += 1;
  }

  finish(providerAnswerId: string | null): void {
    this.#providerAnswerId = providerAnswerId;
  }

  /** The log of a stream that is over; `characters` is how long its text has become. */
  end(endedAtMs: number, calls: number, characters: number): StreamLogDocument {
    return {
      startedAtMs: this.#startedAtMs,
      firstTextAtMs: this.#firstTextAtMs,
      endedAtMs,
      pieces: this.#pieces,
      characters,
      calls,
      providerAnswerId: this.#providerAnswerId,
    };
  }
}

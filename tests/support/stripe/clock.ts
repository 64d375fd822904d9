/** What time it is for one account: it flows with the server's, or stands where it was put. */
export class Clock {
  #base: () => number;
  #offsetMs = 0;
  #frozenAtMs: number | undefined;

  constructor(base: () => number) {
    this.#base = base;
  }

  get nowMs(): number {
    return this.#frozenAtMs ?? this.#base() + this.#offsetMs;
  }

  get isFrozen(): boolean {
    return this.#frozenAtMs !== undefined;
  }

  freeze(atMs: number): void {
    this.#frozenAtMs = atMs;
  }

  /** Goes on flowing from `atMs`. */
  run(atMs: number): void {
    this.#frozenAtMs = undefined;
    this.#offsetMs = atMs - this.#base();
  }
}

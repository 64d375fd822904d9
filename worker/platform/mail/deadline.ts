import { SECOND_MS } from "#core/time";

/**
 * Tells when a wait took too long, one wait at a time. Waits come by the thousand and nearly all are
 * short: one timer runs on over many of them.
 */
export class Deadline {
  readonly #onMissed: () => void;
  #waitMs = 0;
  #dueAtMs = Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #timerAtMs = 0;
  #missed: string | undefined;

  constructor(onMissed: () => void) {
    this.#onMissed = onMissed;
  }

  /** What to say of the wait that took too long; undefined while none did. */
  get missed(): string | undefined {
    return this.#missed;
  }

  /** From now on so many milliseconds, until `met`. */
  within(waitMs: number): void {
    const nowMs = performance.now();
    this.#waitMs = waitMs;
    this.#dueAtMs = nowMs + waitMs;
    if (this.#timer !== undefined && this.#timerAtMs <= this.#dueAtMs) return;
    clearTimeout(this.#timer);
    this.#lookLater(nowMs);
  }

  met(): void {
    this.#dueAtMs = Infinity;
  }

  /** No timer is left behind. */
  end(): void {
    this.met();
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #lookLater(nowMs: number): void {
    this.#timerAtMs = this.#dueAtMs;
    this.#timer = setTimeout(() => this.#look(), this.#dueAtMs - nowMs);
  }

  #look(): void {
    this.#timer = undefined;
    if (this.#dueAtMs === Infinity) return;
    const nowMs = performance.now();
    if (nowMs < this.#dueAtMs) return this.#lookLater(nowMs);
    this.#missed = `no answer within ${this.#waitMs / SECOND_MS} s`;
    this.#onMissed();
  }
}

/** Settles like `promise`, or rejects with the signal's reason as soon as it aborts. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const onAbort = () => reject(asError(signal.reason));
    if (signal.aborted) {
      promise.catch(() => undefined);
      return onAbort();
    }
    signal.addEventListener("abort", onAbort, { once: true });
    promise
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", onAbort))
      .catch(() => undefined);
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("Aborted", { cause: reason });
}

/** An alarm that runs `onTime` unless it is cleared; clearing twice is fine. */
export class Timer {
  #handle: ReturnType<typeof setTimeout> | undefined;
  #onTime: () => void;

  constructor(onTime: () => void) {
    this.#onTime = onTime;
  }

  start(timeoutMs: number): void {
    this.clear();
    this.#handle = setTimeout(this.#onTime, timeoutMs);
  }

  clear(): void {
    if (this.#handle !== undefined) clearTimeout(this.#handle);
    this.#handle = undefined;
  }
}

/** What shall go wrong with the next calls. */
export interface Fault {
  /** Of the API; every one when left out. */
  method?: string;
  /** A path, or its beginning followed by `*`. */
  path: string;
  /** How many calls; one when left out. */
  times?: number;
  /**
   * `error` answers `status` without doing the work; `stall` waits `ms` (for ever when left out)
   * and then goes on; `reset` drops the connection without doing the work; `lost-reply` does the
   * work and then drops the connection.
   */
  kind: "error" | "lost-reply" | "reset" | "stall";
  status?: number;
  retryAfterSeconds?: number;
  ms?: number;
}

export class Faults {
  #faults: (Fault & { left: number })[] = [];

  add(fault: Fault): void {
    this.#faults.push({ ...fault, left: fault.times ?? 1 });
  }

  clear(): void {
    this.#faults = [];
  }

  /** The fault of this call, if one is waiting. */
  take(method: string, path: string): Fault | undefined {
    const fault = this.#faults.find(
      (one) =>
        one.left > 0 &&
        (one.method === undefined || one.method === method) &&
        (one.path.endsWith("*") ? path.startsWith(one.path.slice(0, -1)) : path === one.path),
    );
    if (fault !== undefined) fault.left--;
    return fault;
  }
}

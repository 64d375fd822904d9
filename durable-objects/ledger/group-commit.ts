interface Waiting<C, R> {
  readonly command: C;
  readonly resolve: (result: R) => void;
  readonly reject: (cause: unknown) => void;
}

/**
 * Group commit. A command that finds its object at rest is applied at once; those that arrive until
 * storage has taken that are applied together, in their order, and share one commit, which is what
 * costs. Every command still succeeds, is refused or fails by itself.
 */
export class GroupCommit<C, R> {
  readonly #stored: () => Promise<void>;
  readonly #applyAll: (commands: readonly C[]) => R[];
  #waiting: Waiting<C, R>[] = [];
  #gathering = false;

  /** `applyAll` writes all of its commands or, when it throws, none. */
  constructor(stored: () => Promise<void>, applyAll: (commands: readonly C[]) => R[]) {
    this.#stored = stored;
    this.#applyAll = applyAll;
  }

  async apply(command: C): Promise<R> {
    if (!this.#gathering) {
      this.#gather();
      return this.#applyOne(command);
    }
    return await new Promise((resolve, reject) => {
      this.#waiting.push({ command, resolve, reject });
    });
  }

  #gather(): void {
    this.#gathering = true;
    this.#stored().then(
      () => this.#applyWaiting(),
      (cause: unknown) => {
        this.#gathering = false;
        for (const call of this.#take()) call.reject(cause);
      },
    );
  }

  #take(): Waiting<C, R>[] {
    const calls = this.#waiting;
    this.#waiting = [];
    return calls;
  }

  #applyWaiting(): void {
    const calls = this.#take();
    this.#gathering = false;
    if (calls.length === 0) return;
    this.#gather();
    try {
      const results = this.#applyAll(calls.map((call) => call.command));
      for (const [index, result] of results.entries()) calls[index]?.resolve(result);
    } catch {
      this.#applyApart(calls);
    }
  }

  /** Nothing of a commit that failed was written: each command tries alone, the faulty one fails. */
  #applyApart(calls: readonly Waiting<C, R>[]): void {
    for (const call of calls) {
      try {
        call.resolve(this.#applyOne(call.command));
      } catch (cause) {
        call.reject(cause);
      }
    }
  }

  #applyOne(command: C): R {
    const [result] = this.#applyAll([command]);
    if (result === undefined) throw new Error("Every command has a result");
    return result;
  }
}

/** A server that let nobody in is not asked again for so long. */
const SHUT_MS = 30_000;

/**
 * Opens connections to one server. After one that could not be opened, whoever comes within half a
 * minute hears the same at once, instead of waiting for the same time-out.
 */
export class SmtpDoor<T> {
  readonly #open: () => Promise<T>;
  #shut: { untilMs: number; cause: unknown } | undefined;

  constructor(open: () => Promise<T>) {
    this.#open = open;
  }

  async enter(): Promise<T> {
    if (this.#shut !== undefined && performance.now() < this.#shut.untilMs) throw this.#shut.cause;
    try {
      return await this.#open();
    } catch (cause) {
      this.#shut = { untilMs: performance.now() + SHUT_MS, cause };
      throw cause;
    }
  }
}

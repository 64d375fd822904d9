import { Failure, invalid } from "./failure.ts";

export interface Reply {
  status: number;
  body: object;
}

interface Kept {
  fingerprint: string;
  requestId: string;
  reply: Reply | undefined;
}

/** The answers that were given under an Idempotency-Key. https://docs.stripe.com/api/idempotent_requests */
export class Idempotency {
  #kept = new Map<string, Kept>();

  /** The earlier answer, if this is a repetition. Refuses other parameters under the same key. */
  begin(
    key: string,
    fingerprint: string,
    requestId: string,
  ): { reply: Reply; requestId: string } | undefined {
    if (key.length > 255) {
      throw invalid("Idempotency keys may be at most 255 characters", { param: "Idempotency-Key" });
    }
    const kept = this.#kept.get(key);
    if (kept === undefined) {
      this.#kept.set(key, { fingerprint, requestId, reply: undefined });
      return undefined;
    }
    if (kept.fingerprint !== fingerprint) {
      throw new Failure(400, {
        type: "idempotency_error",
        message:
          "Keys for idempotent requests can only be used with the same parameters they were first " +
          `used with. Try using a key other than '${key}' if you meant to execute a different request.`,
      });
    }
    if (kept.reply === undefined) {
      throw new Failure(409, {
        type: "idempotency_error",
        code: "idempotency_key_in_use",
        message:
          "There is currently another in-progress request using this Idempotent Key (that probably " +
          "means you submitted twice, and the other request is still going through).",
      });
    }
    return { reply: kept.reply, requestId: kept.requestId };
  }

  /** Keeps the answer, unless the call was refused before any work was done. */
  end(key: string, reply: Reply | undefined, isWorkDone: boolean): void {
    const kept = this.#kept.get(key);
    if (kept === undefined) return;
    if (isWorkDone && reply !== undefined) kept.reply = reply;
    else this.#kept.delete(key);
  }
}

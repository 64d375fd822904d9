import { Problem } from "#core/problem";
import { refusalProblem } from "#features/credits";
import type { StartRefusal } from "#objects/conversation";
import type { Ctx } from "#platform/ctx";

const LEDGER_RETRY_SECONDS = 5;

/** Why a turn did not start, as the Problem that people and programs get. `pointer` names the text. */
export function startProblem(ctx: Ctx, refusal: StartRefusal, pointer = "/text"): Error {
  switch (refusal.reason) {
    case "turn-in-progress":
      return new Problem("turn-in-progress", {
        detail: "Stop it or wait for its end before you send the next message.",
        retryAfterSeconds: LEDGER_RETRY_SECONDS,
        extensions: { turnId: refusal.turnId },
      });
    case "client-id-reused":
      return new Problem("idempotency-key-reused", {
        detail: "This client id was used for another message.",
      });
    case "unknown-message":
      return new Problem("not-found", { detail: "There is no such message in the conversation." });
    case "limit":
      return new Problem("limit-reached", {
        detail: `A conversation has at most ${refusal.limit} messages; start a new one.`,
        extensions: { limit: refusal.limit },
      });
    case "too-long": {
      const { inputTokens, contextTokens } = refusal;
      return new Problem("invalid-input", {
        errors: [
          {
            pointer,
            detail: `about ${inputTokens} tokens; the model reads at most ${contextTokens}`,
          },
        ],
        extensions: { inputTokens, contextTokens },
      });
    }
    case "not-connected":
      return new Problem("model-unavailable");
    case "ledger":
      return refusalProblem(ctx, refusal.refusal);
    case "unavailable":
      return new Problem("unavailable", {
        detail: "The ledger cannot be reached. Nothing was sent and nothing is held.",
        retryAfterSeconds: LEDGER_RETRY_SECONDS,
      });
  }
}

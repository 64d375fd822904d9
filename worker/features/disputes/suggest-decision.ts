import type { DisputeEvidence, Suggestion, SuggestionReason } from "./evidence.ts";
import type { DisputeReason } from "./schema.ts";

function nothing(decision: Suggestion["decision"], reason: SuggestionReason): Suggestion {
  return { decision, reason, effect: null, amountMicroPt: 0 };
}

/** A mistake of ours is corrected, up to what is left of the charge. */
function correction(wantedMicroPt: number, leftMicroPt: number, reason: SuggestionReason) {
  const amountMicroPt = Math.min(wantedMicroPt, leftMicroPt);
  const decision = amountMicroPt === leftMicroPt ? "approve" : "partly";
  return { decision, reason, effect: "correct", amountMicroPt } as const;
}

/** True when another charge of the same turn stands: one of the two is owed back. */
function isDuplicate({ others }: DisputeEvidence): boolean {
  return others.sameTurn.some(({ paidMicroPt, returnedMicroPt }) => paidMicroPt > returnedMicroPt);
}

/** True for an answer without a word that its reader did not stop themselves. */
function isWithoutOutput({ usage, answer, turn }: DisputeEvidence): boolean {
  if (turn.found && turn.stopRequested) return false;
  if (usage.found && usage.tokens.output === 0) return true;
  return answer.found && answer.characters === 0;
}

/**
 * What the evidence suggests, and why; an operator decides. A second charge of the same turn and an
 * amount that does not follow from tokens and prices are mistakes of ours. An estimate waits for its
 * true-up. A turn that failed or gave no output is paid back. Whether an answer is good is nothing
 * that figures show, so it is left to a person; otherwise a charge that is right stands.
 */
export function suggestDecision(evidence: DisputeEvidence, reason: DisputeReason): Suggestion {
  const { charge, recomputed, turn } = evidence;
  const { leftMicroPt } = charge;
  if (leftMicroPt <= 0) return nothing("deny", "already-returned");
  if (isDuplicate(evidence)) return correction(leftMicroPt, leftMicroPt, "duplicate-charge");
  if (recomputed.found && recomputed.differenceMicroPt > 0) {
    return correction(recomputed.differenceMicroPt, leftMicroPt, "amount-differs");
  }
  const failed = turn.found && turn.state === "failed";
  if (failed || isWithoutOutput(evidence)) {
    const why = failed ? "turn-failed" : "no-output";
    return { decision: "approve", reason: why, effect: "refund", amountMicroPt: leftMicroPt };
  }
  if (charge.estimated) return nothing("wait", "estimated");
  if (!recomputed.found) return nothing("look", "evidence-missing");
  if (reason === "wrong-answer" || reason === "other") return nothing("look", "quality");
  return nothing("deny", "charge-is-right");
}

/**
 * How an approval gives PT back. A mistake of ours restores the grants that were consumed, and what
 * has expired since expires again; any other approval is owed anew where grants have expired.
 */
export function decideEffect(evidence: DisputeEvidence | null): "correct" | "refund" {
  if (evidence === null) return "refund";
  const { recomputed } = evidence;
  const differs = recomputed.found && recomputed.differenceMicroPt > 0;
  return differs || isDuplicate(evidence) ? "correct" : "refund";
}

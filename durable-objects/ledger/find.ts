import { ok } from "#core/result";
import type { Charge, Hold } from "./book.ts";
import type { Draft } from "./draft.ts";
import { findSeq } from "./ledger-ids.ts";
import { refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** The hold of that id, whatever its status. */
export function findHoldById(draft: Draft, holdId: string): Outcome<Hold> {
  const seq = findSeq(holdId);
  const hold = seq === undefined ? undefined : draft.findHold(seq);
  if (hold?.id !== holdId) return refused("unknown-hold", "This account has no such hold.");
  return ok(hold);
}

/** The settled hold behind a charge. */
export function findChargeById(
  draft: Draft,
  chargeId: string,
): Outcome<{ hold: Hold; charge: Charge }> {
  const seq = findSeq(chargeId);
  const hold = seq === undefined ? undefined : draft.findHold(seq);
  if (hold?.charge?.id !== chargeId) {
    return refused("unknown-charge", "This account has no such charge.");
  }
  return ok({ hold, charge: hold.charge });
}

import { burn } from "./burn-order.ts";
import type { Transaction } from "./chart.ts";
import type { Draft } from "./draft.ts";
import { take } from "./lines.ts";

/**
 * Expires again, with explicit entries, what came back to grants whose time is over. Returns how
 * much that was.
 */
export function expireAgain(
  draft: Draft,
  grantSeqs: Iterable<number>,
  related: Transaction,
): number {
  let expiredMicroPt = 0;
  for (const seq of new Set(grantSeqs)) {
    const grant = draft.grant(seq);
    if (!draft.isExpired(grant) || grant.availableMicroPt === 0) continue;
    expiredMicroPt += grant.availableMicroPt;
    postGrantExpiry(draft, seq, related.seq);
  }
  return expiredMicroPt;
}

/** The explicit entry of a grant's expiry: what is available goes; what is held stays claimed. */
export function postGrantExpiry(draft: Draft, grantSeq: number, relatedSeq: number | null): void {
  const amountMicroPt = draft.grant(grantSeq).availableMicroPt;
  draft.post({
    kind: "expire-grant",
    relatedSeq,
    lines: [
      { side: "available", amountMicroPt: -amountMicroPt, grantSeq },
      { side: "platform:breakage", amountMicroPt },
    ],
  });
}

/** Pays debt with whatever PT there are, so that an account never has both. */
export function repayDebt(draft: Draft, related: Transaction): void {
  const { debtMicroPt } = draft.head;
  if (debtMicroPt === 0) return;
  const { buckets, missingMicroPt } = burn(draft.spendable(), debtMicroPt);
  if (buckets.length === 0) return;
  draft.post({
    kind: "repay",
    relatedSeq: related.seq,
    lines: [
      ...take("available", buckets),
      { side: "available", amountMicroPt: debtMicroPt - missingMicroPt },
    ],
  });
}

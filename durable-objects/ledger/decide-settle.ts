import { ok } from "#core/result";
import type { Charge, Hold } from "./book.ts";
import { burn, appendBuckets, splitBuckets, sumBuckets } from "./burn-order.ts";
import type { ChargeReply, ReleaseCommand, ReleaseReply, SettleCommand } from "./commands.ts";
import { holdClosed } from "./decide-hold.ts";
import type { Draft } from "./draft.ts";
import { findHoldById } from "./find.ts";
import { give, take } from "./lines.ts";
import type { Outcome } from "./outcome.ts";
import { recordPlanUse } from "./period.ts";
import { recordSpending, windowStartAtMs } from "./spending.ts";
import { expireAgain, repayDebt } from "./tidy.ts";

/**
 * Turns a hold into a charge, once. Above the hold it takes from what is available, down to zero;
 * the rest is written off to the platform and reported. A hold that expired meanwhile is charged all
 * the same, from what is available.
 */
export function decideSettle(draft: Draft, command: SettleCommand): Outcome<ChargeReply> {
  const found = findHoldById(draft, command.holdId);
  if (!found.ok) return found;
  const hold = found.value;
  if (hold.status !== "open" && hold.status !== "expired") return holdClosed(hold);
  const { chargeMicroPt } = command;
  const late = hold.status === "expired";
  const held = late ? [] : hold.buckets;
  const { first: fromHold, rest: released } = splitBuckets(held, chargeMicroPt);
  const overMicroPt = chargeMicroPt - sumBuckets(fromHold);
  const canPay = draft.head.debtMicroPt === 0;
  const { buckets: fromAvailable } = burn(canPay ? draft.spendable() : [], overMicroPt);
  const consumed = appendBuckets(fromHold, fromAvailable);
  const paidMicroPt = sumBuckets(consumed);
  const writtenOffMicroPt = chargeMicroPt - paidMicroPt;
  const transaction = draft.post({
    kind: "settle",
    holdSeq: hold.seq,
    relatedSeq: hold.seq,
    lines: [
      ...take("held", held),
      ...give("available", released),
      ...take("available", fromAvailable),
      { side: "platform:revenue", amountMicroPt: chargeMicroPt },
      { side: "platform:writeoff", amountMicroPt: -writtenOffMicroPt },
    ],
  });
  const charge: Charge = {
    id: draft.id("chg", transaction.atMs, hold.seq),
    atMs: transaction.atMs,
    chargeMicroPt,
    paidMicroPt,
    writtenOffMicroPt,
    returnedMicroPt: 0,
    consumed,
    estimated: command.estimated ?? false,
    late,
    windowStartsAtMs: windowStartAtMs(draft.period, draft.nowMs),
    periodStartsAtMs: draft.period?.startsAtMs ?? null,
  };
  draft.putHold({ ...hold, status: "settled", charge });
  recordSpending(draft, hold.purpose, {
    heldMicroPt: late ? 0 : -hold.amountMicroPt,
    spentMicroPt: paidMicroPt,
  });
  recordPlanUse(draft, consumed, hold.purpose.modelClass);
  noticeWriteOff(draft, charge.id, writtenOffMicroPt);
  expireAgain(draft, grantSeqsOf(released), transaction);
  repayDebt(draft, transaction);
  return ok({
    ...draft.receipt(transaction),
    chargeId: charge.id,
    holdId: hold.id,
    chargeMicroPt,
    paidMicroPt,
    writtenOffMicroPt,
    releasedMicroPt: sumBuckets(released),
    late,
  });
}

/** Gives a hold back because the work never happened. */
export function decideRelease(draft: Draft, command: ReleaseCommand): Outcome<ReleaseReply> {
  const found = findHoldById(draft, command.holdId);
  if (!found.ok) return found;
  if (found.value.status !== "open") return holdClosed(found.value);
  const transaction = endHold(draft, found.value, "released");
  return ok({ ...draft.receipt(transaction), releasedMicroPt: found.value.amountMicroPt });
}

/** Ends an open hold without a charge: everything goes back to its grants. */
export function endHold(draft: Draft, hold: Hold, status: "released" | "expired") {
  const transaction = draft.post({
    kind: status === "released" ? "release" : "expire-hold",
    holdSeq: hold.seq,
    relatedSeq: hold.seq,
    lines: [...take("held", hold.buckets), ...give("available", hold.buckets)],
  });
  draft.putHold({ ...hold, status });
  recordSpending(draft, hold.purpose, { heldMicroPt: -hold.amountMicroPt, spentMicroPt: 0 });
  expireAgain(draft, grantSeqsOf(hold.buckets), transaction);
  repayDebt(draft, transaction);
  return transaction;
}

/** Reports what a charge could not collect. */
export function noticeWriteOff(draft: Draft, chargeId: string, amountMicroPt: number): void {
  if (amountMicroPt > 0) draft.notify({ kind: "written-off", chargeId, amountMicroPt });
}

function grantSeqsOf(buckets: readonly { grantSeq: number }[]): number[] {
  return buckets.map((bucket) => bucket.grantSeq);
}

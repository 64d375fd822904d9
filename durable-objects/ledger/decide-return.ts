import { ok } from "#core/result";
import { DAY_MS } from "#core/time";
import type { Bucket, Charge, Hold } from "./book.ts";
import { burn, appendBuckets, splitBuckets, sumBuckets } from "./burn-order.ts";
import type {
  CorrectCommand,
  RefundCommand,
  ReturnReply,
  TrueUpCommand,
  TrueUpReply,
} from "./commands.ts";
import { DEFAULT_PRIORITY } from "./decide-grant.ts";
import { noticeWriteOff } from "./decide-settle.ts";
import type { Draft } from "./draft.ts";
import { findChargeById } from "./find.ts";
import { give, take } from "./lines.ts";
import { refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { recordPlanReturn, recordPlanUse } from "./period.ts";
import { recordReturn, recordSpending } from "./spending.ts";
import { expireAgain, repayDebt } from "./tidy.ts";

/** How long PT live that are owed although the grants they came from have expired. */
export const OWED_GRANT_LIFE_MS = 30 * DAY_MS;

/**
 * Takes back a charge of our own mistake, in whole or part: the recorded buckets are restored, last
 * consumed first. What belongs to a grant that has expired since expires again.
 */
export function decideCorrect(draft: Draft, command: CorrectCommand): Outcome<ReturnReply> {
  const found = findChargeById(draft, command.chargeId);
  if (!found.ok) return found;
  const { hold, charge } = found.value;
  const amount = returnable(charge, command.amountMicroPt);
  if (!amount.ok) return amount;
  const { returned, left } = unwind(charge.consumed, amount.value);
  const transaction = postReturn(draft, "correct", hold, returned);
  recordReturned(draft, hold, charge, returned, left);
  const expiredAgainMicroPt = expireAgain(draft, seqsOf(returned), transaction);
  repayDebt(draft, transaction);
  return ok({
    ...draft.receipt(transaction),
    returnedMicroPt: amount.value,
    expiredAgainMicroPt,
    grantId: null,
  });
}

/**
 * Upholds a dispute: buckets of living grants are restored, and what came from grants that have
 * expired since is granted anew for 30 days.
 */
export function decideRefund(draft: Draft, command: RefundCommand): Outcome<ReturnReply> {
  const found = findChargeById(draft, command.chargeId);
  if (!found.ok) return found;
  const { hold, charge } = found.value;
  const amount = returnable(charge, command.amountMicroPt);
  if (!amount.ok) return amount;
  const { returned, left } = unwind(charge.consumed, amount.value);
  const living = returned.filter((bucket) => !draft.isExpired(draft.grant(bucket.grantSeq)));
  const owedMicroPt = amount.value - sumBuckets(living);
  const targets = [...living];
  let grantId: string | null = null;
  if (owedMicroPt > 0) {
    const grant = draft.addGrant({
      kind: "refund",
      priority: DEFAULT_PRIORITY,
      expiresAtMs: draft.nowMs + OWED_GRANT_LIFE_MS,
      amountMicroPt: owedMicroPt,
      source: { type: "dispute", id: command.disputeId },
    });
    targets.push({ grantSeq: grant.seq, amountMicroPt: owedMicroPt });
    grantId = grant.id;
  }
  const transaction = postReturn(draft, "refund", hold, targets);
  recordReturned(draft, hold, charge, returned, left);
  repayDebt(draft, transaction);
  return ok({
    ...draft.receipt(transaction),
    returnedMicroPt: amount.value,
    expiredAgainMicroPt: 0,
    grantId,
  });
}

/**
 * Replaces an estimated charge by the true one, once. Less: the difference is restored like a
 * correction. More: the customer pays down to zero and the platform bears the rest, and all of it
 * where part of the charge had already been given back.
 */
export function decideTrueUp(draft: Draft, command: TrueUpCommand): Outcome<TrueUpReply> {
  const found = findChargeById(draft, command.chargeId);
  if (!found.ok) return found;
  const { hold, charge } = found.value;
  if (!charge.estimated) {
    return refused("not-estimated", "Only a charge that is an estimate can be trued up.");
  }
  const { chargeMicroPt } = command;
  const keptMicroPt = sumBuckets(charge.consumed);
  const { returned, left } = unwind(charge.consumed, Math.max(0, keptMicroPt - chargeMicroPt));
  const moreMicroPt = Math.max(0, chargeMicroPt - charge.chargeMicroPt);
  const canPay = draft.head.debtMicroPt === 0 && charge.returnedMicroPt === 0;
  const { buckets: added, missingMicroPt } = burn(canPay ? draft.spendable() : [], moreMicroPt);
  const addedMicroPt = sumBuckets(added);
  const returnedMicroPt = sumBuckets(returned);
  const transaction = draft.post({
    kind: "true-up",
    holdSeq: hold.seq,
    relatedSeq: hold.seq,
    lines: [
      ...give("available", returned),
      ...take("available", added),
      { side: "platform:revenue", amountMicroPt: moreMicroPt - returnedMicroPt },
      { side: "platform:writeoff", amountMicroPt: -missingMicroPt },
    ],
  });
  const paidMicroPt = charge.paidMicroPt + addedMicroPt - returnedMicroPt;
  const writtenOffMicroPt = charge.writtenOffMicroPt + missingMicroPt;
  const trued: Charge = {
    ...charge,
    chargeMicroPt: paidMicroPt + writtenOffMicroPt,
    paidMicroPt,
    writtenOffMicroPt,
    consumed: appendBuckets(left, added),
    estimated: false,
  };
  draft.putHold({ ...hold, charge: trued });
  recordSpending(draft, hold.purpose, { heldMicroPt: 0, spentMicroPt: addedMicroPt });
  recordReturn(draft, hold.purpose, charge.windowStartsAtMs, returnedMicroPt);
  recordPlanUse(draft, added, hold.purpose.modelClass);
  recordPlanReturn(draft, returned, planCharge(hold, charge));
  noticeWriteOff(draft, charge.id, missingMicroPt);
  expireAgain(draft, seqsOf(returned), transaction);
  repayDebt(draft, transaction);
  return ok({
    ...draft.receipt(transaction),
    chargeMicroPt: trued.chargeMicroPt,
    paidMicroPt,
    writtenOffMicroPt,
    returnedMicroPt,
  });
}

function returnable(charge: Charge, wantedMicroPt: number | undefined): Outcome<number> {
  const leftMicroPt = sumBuckets(charge.consumed);
  const amountMicroPt = wantedMicroPt ?? leftMicroPt;
  if (leftMicroPt > 0 && amountMicroPt <= leftMicroPt) return ok(amountMicroPt);
  return refused("nothing-to-return", "More than what is left of this charge.", [], {
    neededMicroPt: amountMicroPt,
    availableMicroPt: leftMicroPt,
  });
}

/** Splits off an amount from the end: what was consumed last is given back first. */
function unwind(consumed: readonly Bucket[], amountMicroPt: number) {
  const { first, rest } = splitBuckets(consumed.toReversed(), amountMicroPt);
  return { returned: first, left: rest.toReversed() };
}

function postReturn(
  draft: Draft,
  kind: "correct" | "refund",
  hold: Hold,
  targets: readonly Bucket[],
) {
  return draft.post({
    kind,
    holdSeq: hold.seq,
    relatedSeq: hold.seq,
    lines: [
      { side: "platform:revenue", amountMicroPt: -sumBuckets(targets) },
      ...give("available", targets),
    ],
  });
}

function recordReturned(
  draft: Draft,
  hold: Hold,
  charge: Charge,
  returned: readonly Bucket[],
  left: readonly Bucket[],
): void {
  const amountMicroPt = sumBuckets(returned);
  const returnedMicroPt = charge.returnedMicroPt + amountMicroPt;
  draft.putHold({ ...hold, charge: { ...charge, returnedMicroPt, consumed: left } });
  recordReturn(draft, hold.purpose, charge.windowStartsAtMs, amountMicroPt);
  recordPlanReturn(draft, returned, planCharge(hold, charge));
}

function planCharge(hold: Hold, charge: Charge) {
  return { modelClass: hold.purpose.modelClass, periodStartsAtMs: charge.periodStartsAtMs };
}

function seqsOf(buckets: readonly Bucket[]): number[] {
  return buckets.map((bucket) => bucket.grantSeq);
}

import { invariant } from "#core/assert";
import { ok } from "#core/result";
import type { Bucket, SourceRecord } from "./book.ts";
import { burn, splitBuckets, sumBuckets } from "./burn-order.ts";
import type { Transaction } from "./chart.ts";
import type { ClawbackCommand, ClawbackReply, GrantSource, ReinstateCommand } from "./commands.ts";
import { DEFAULT_PRIORITY } from "./decide-grant.ts";
import { OWED_GRANT_LIFE_MS } from "./decide-return.ts";
import type { Draft } from "./draft.ts";
import { give, take } from "./lines.ts";
import { refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { expireAgain, repayDebt } from "./tidy.ts";

type Clawed = SourceRecord["clawed"][number];

/** Takes PT back because their money went back. The only thing that may leave debt. */
export function decideClawback(draft: Draft, command: ClawbackCommand): Outcome<ClawbackReply> {
  const found = findGranted(draft, command.source);
  if (!found.ok) return found;
  const { cause } = command;
  if (cause.type === "refund") {
    const refundedTotalMicroPt = Math.max(
      found.value.refundedTotalMicroPt,
      cause.refundedTotalMicroPt,
    );
    return moveToTarget(draft, { ...found.value, refundedTotalMicroPt });
  }
  const { chargebackId: id, amountMicroPt } = cause;
  const known = found.value.chargebacks.some((chargeback) => chargeback.id === id);
  const chargebacks = known
    ? found.value.chargebacks
    : [...found.value.chargebacks, { id, amountMicroPt, reinstated: false }];
  return moveToTarget(draft, { ...found.value, chargebacks });
}

/** Gives back what a chargeback took. It may arrive before the chargeback: then that takes nothing. */
export function decideReinstate(draft: Draft, command: ReinstateCommand): Outcome<ClawbackReply> {
  const found = findGranted(draft, command.source);
  if (!found.ok) return found;
  const others = found.value.chargebacks.filter(({ id }) => id !== command.chargebackId);
  const won = found.value.chargebacks.find(({ id }) => id === command.chargebackId);
  const chargeback = { id: command.chargebackId, amountMicroPt: won?.amountMicroPt ?? 0 };
  const chargebacks = [...others, { ...chargeback, reinstated: true }];
  return moveToTarget(draft, { ...found.value, chargebacks });
}

function findGranted(draft: Draft, source: GrantSource): Outcome<SourceRecord> {
  const record = draft.findSource(source);
  if (record === undefined || record.grantSeq === null) {
    return refused("unknown-source", "Nothing has been granted for this source.");
  }
  return ok(record);
}

/**
 * What should be clawed back depends only on the set of events, not on their order: the cumulative
 * refund plus the chargebacks that stand, at most the grant. The ledger moves by the difference.
 */
function moveToTarget(draft: Draft, record: SourceRecord): Outcome<ClawbackReply> {
  invariant(record.grantSeq !== null, "the source has a grant");
  const own = draft.grant(record.grantSeq);
  const standing = record.chargebacks.filter(({ reinstated }) => !reinstated);
  const owedMicroPt = record.refundedTotalMicroPt + sumBuckets(standing);
  const targetMicroPt = Math.min(own.amountMicroPt, owedMicroPt);
  const clawedMicroPt = sumBuckets(record.clawed);
  const deltaMicroPt = targetMicroPt - clawedMicroPt;
  const { transaction, clawed } =
    deltaMicroPt >= 0
      ? takeBack(draft, record, deltaMicroPt)
      : giveBack(draft, record, own.source, -deltaMicroPt);
  draft.putSource({ ...record, clawed });
  return ok({
    ...draft.receipt(transaction),
    clawedMicroPt: deltaMicroPt,
    clawedTotalMicroPt: targetMicroPt,
    debtMicroPt: draft.head.debtMicroPt,
  });
}

/** From the source's own grant first, then from the others in burn order, then as debt. */
function takeBack(draft: Draft, record: SourceRecord, amountMicroPt: number) {
  const spendable = draft.spendable();
  const own = spendable.filter((grant) => grant.seq === record.grantSeq);
  const others = spendable.filter((grant) => grant.seq !== record.grantSeq);
  const { buckets, missingMicroPt } = burn([...own, ...others], amountMicroPt);
  const taken: Clawed[] =
    missingMicroPt === 0
      ? buckets
      : [...buckets, { grantSeq: null, amountMicroPt: missingMicroPt }];
  const transaction = draft.post({
    kind: "clawback",
    relatedSeq: record.transactionSeq,
    lines: [...take("available", taken), { side: "platform:clawback", amountMicroPt }],
  });
  if (missingMicroPt > 0) draft.notify({ kind: "debt", debtMicroPt: draft.head.debtMicroPt });
  return { transaction, clawed: [...record.clawed, ...taken] };
}

/**
 * Undoes the recorded takings, last first. Debt is lifted as far as it still stands; what later
 * grants have paid of it comes back as a new grant for 30 days.
 */
function giveBack(
  draft: Draft,
  record: SourceRecord,
  source: GrantSource,
  amountMicroPt: number,
): { transaction: Transaction; clawed: Clawed[] } {
  const { first, rest } = splitClawed(record.clawed.toReversed(), amountMicroPt);
  const debtMicroPt = sumBuckets(first.filter((bucket) => bucket.grantSeq === null));
  const liftedMicroPt = Math.min(debtMicroPt, draft.head.debtMicroPt);
  const buckets = first.flatMap(({ grantSeq, amountMicroPt: restoredMicroPt }): Bucket[] =>
    grantSeq === null ? [] : [{ grantSeq, amountMicroPt: restoredMicroPt }],
  );
  const restored = [...buckets];
  const owedMicroPt = debtMicroPt - liftedMicroPt;
  if (owedMicroPt > 0) {
    const grant = draft.addGrant({
      kind: "correction",
      priority: DEFAULT_PRIORITY,
      expiresAtMs: draft.nowMs + OWED_GRANT_LIFE_MS,
      amountMicroPt: owedMicroPt,
      source,
    });
    restored.push({ grantSeq: grant.seq, amountMicroPt: owedMicroPt });
  }
  const transaction = draft.post({
    kind: "reinstate",
    relatedSeq: record.transactionSeq,
    lines: [
      { side: "platform:clawback", amountMicroPt: -amountMicroPt },
      { side: "available", amountMicroPt: liftedMicroPt },
      ...give("available", restored),
    ],
  });
  expireAgain(
    draft,
    buckets.map((bucket) => bucket.grantSeq),
    transaction,
  );
  repayDebt(draft, transaction);
  return { transaction, clawed: rest.toReversed() };
}

function splitClawed(clawed: readonly Clawed[], amountMicroPt: number) {
  const debtSeq = 0;
  const asBuckets = clawed.map((bucket) => ({ ...bucket, grantSeq: bucket.grantSeq ?? debtSeq }));
  const { first, rest } = splitBuckets(asBuckets, amountMicroPt);
  const asClawed = (bucket: Bucket): Clawed => ({
    ...bucket,
    grantSeq: bucket.grantSeq === debtSeq ? null : bucket.grantSeq,
  });
  return { first: first.map(asClawed), rest: rest.map(asClawed) };
}

import type { CommandOf, GrantSource } from "#objects/ledger";

/** What the ledger names PT that come back because a refund did not arrive. */
export const FAILED_REFUND_SOURCE = "stripe-refund-failed";

/** PT that a payment brought. */
export interface PaidGrant {
  source: GrantSource;
  amountMicroPt: number;
  expiresAtMs: number | null;
}

export interface MoneyBack {
  /** What was paid in all, in the currency's minor unit. */
  settledMinor: number;
  /** What refunds and credit notes ever sent back, cumulatively; those that failed too. */
  returnedMinor: number;
  /** Refunds that the bank did not take, in order: their money is with us again. */
  failedRefunds: { id: string; amountMinor: number }[];
  chargebacks: {
    id: string;
    amountMinor: number;
    withdrawn: boolean;
    reinstated: boolean;
  }[];
}

export type ClawbackStep = CommandOf<"clawback"> | CommandOf<"reinstate"> | CommandOf<"grant">;

/**
 * The share of PT that goes with a share of money: `partMinor` of `wholeMinor`, rounded down to
 * whole micro-PT; never more than all of them. Nothing was paid: nothing goes.
 */
export function shareMicroPt(amountMicroPt: number, partMinor: number, wholeMinor: number): number {
  if (wholeMinor <= 0 || partMinor <= 0) return 0;
  if (partMinor >= wholeMinor) return amountMicroPt;
  return Number((BigInt(amountMicroPt) * BigInt(partMinor)) / BigInt(wholeMinor));
}

/**
 * What the ledger must be told because money of a payment went back: for each grant the cumulative
 * share that was refunded, what comes back because a refund failed, and every chargeback that took
 * money, with its return. Each step has its effect once however often it is sent, and the sum of all
 * does not depend on their order.
 */
export function decideClawbacks(grants: readonly PaidGrant[], money: MoneyBack): ClawbackStep[] {
  return grants.flatMap((grant) => [
    ...refundSteps(grant, money.returnedMinor, money.settledMinor),
    ...failedSteps(grant, money),
    ...money.chargebacks.flatMap((chargeback) => chargebackSteps(grant, money, chargeback)),
  ]);
}

function refundSteps(
  { source, amountMicroPt }: Pick<PaidGrant, "source" | "amountMicroPt">,
  returnedMinor: number,
  settledMinor: number,
): ClawbackStep[] {
  const refundedTotalMicroPt = shareMicroPt(amountMicroPt, returnedMinor, settledMinor);
  if (refundedTotalMicroPt === 0) return [];
  return [
    {
      type: "clawback",
      key: `refund:${source.id}:${refundedTotalMicroPt}`,
      source,
      cause: { type: "refund", refundedTotalMicroPt },
    },
  ];
}

interface Restored {
  source: GrantSource;
  amountMicroPt: number;
  refundMinor: number;
  /** What later refunds took of the money that had come back. */
  spentMinor: number;
}

/**
 * PT that come back with the money of failed refunds. Refunds that are made again first use up what
 * the payment has left, and then what had come back.
 */
function restoredOf(grant: PaidGrant, money: MoneyBack): Restored[] {
  let overMinor = Math.max(0, money.returnedMinor - money.settledMinor);
  return money.failedRefunds.flatMap(({ id, amountMinor }) => {
    const spentMinor = Math.min(overMinor, amountMinor);
    overMinor -= spentMinor;
    const amountMicroPt = shareMicroPt(grant.amountMicroPt, amountMinor, money.settledMinor);
    if (amountMicroPt === 0) return [];
    const source = { type: FAILED_REFUND_SOURCE, id: `${id}:${grant.source.id}` };
    return [{ source, amountMicroPt, refundMinor: amountMinor, spentMinor }];
  });
}

function failedSteps(grant: PaidGrant, money: MoneyBack): ClawbackStep[] {
  return restoredOf(grant, money).flatMap((restored) => {
    const { source, amountMicroPt, spentMinor, refundMinor } = restored;
    const { expiresAtMs } = grant;
    const key = `refund-failed:${source.id}`;
    const given: ClawbackStep[] = [
      { type: "grant", key, kind: "correction", amountMicroPt, expiresAtMs, source },
    ];
    return given.concat(refundSteps(restored, spentMinor, refundMinor));
  });
}

function chargebackSteps(
  { source, amountMicroPt: grantedMicroPt }: PaidGrant,
  { settledMinor }: MoneyBack,
  { id, amountMinor, withdrawn, reinstated }: MoneyBack["chargebacks"][number],
): ClawbackStep[] {
  const amountMicroPt = shareMicroPt(grantedMicroPt, amountMinor, settledMinor);
  if (!withdrawn || amountMicroPt === 0) return [];
  const cause = { type: "chargeback", chargebackId: id, amountMicroPt } as const;
  const taken: ClawbackStep = {
    type: "clawback",
    key: `chargeback:${source.id}:${id}`,
    source,
    cause,
  };
  if (!reinstated) return [taken];
  return [
    taken,
    { type: "reinstate", key: `reinstate:${source.id}:${id}`, source, chargebackId: id },
  ];
}

/**
 * How much of a grant is taken back while things stand so: the ledger's own sum, for copies of it.
 * The largest cumulative refund counts; chargebacks count while they stand; what came back with
 * failed refunds is not taken.
 */
export function takenMicroPt(grant: PaidGrant, money: MoneyBack): number {
  const { amountMicroPt } = grant;
  const { settledMinor, returnedMinor } = money;
  const standing = money.chargebacks
    .filter(({ withdrawn, reinstated }) => withdrawn && !reinstated)
    .reduce((sum, one) => sum + shareMicroPt(amountMicroPt, one.amountMinor, settledMinor), 0);
  const refunded = shareMicroPt(amountMicroPt, returnedMinor, settledMinor);
  const restored = restoredOf(grant, money).reduce((sum, one) => {
    const spent = shareMicroPt(one.amountMicroPt, one.spentMinor, one.refundMinor);
    return sum + one.amountMicroPt - spent;
  }, 0);
  return Math.max(0, Math.min(amountMicroPt, refunded + standing) - restored);
}

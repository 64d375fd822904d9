import type { CommandOf, GrantSource } from "#objects/ledger";

/** PT that a payment brought. */
export interface PaidGrant {
  source: GrantSource;
  amountMicroPt: number;
}

export interface MoneyBack {
  /** What was paid in all, in the currency's minor unit. */
  settledMinor: number;
  /** What went back by refunds and credit notes, cumulatively. */
  returnedMinor: number;
  chargebacks: {
    id: string;
    amountMinor: number;
    withdrawn: boolean;
    reinstated: boolean;
  }[];
}

export type ClawbackStep = CommandOf<"clawback"> | CommandOf<"reinstate">;

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
 * share that was refunded, and every chargeback that took money, with its return. Each step has its
 * effect once however often it is sent, and the sum of all does not depend on their order.
 */
export function decideClawbacks(grants: readonly PaidGrant[], money: MoneyBack): ClawbackStep[] {
  return grants.flatMap((grant) => [
    ...refundSteps(grant, money),
    ...money.chargebacks.flatMap((chargeback) => chargebackSteps(grant, money, chargeback)),
  ]);
}

function refundSteps({ source, amountMicroPt }: PaidGrant, money: MoneyBack): ClawbackStep[] {
  const refundedTotalMicroPt = shareMicroPt(amountMicroPt, money.returnedMinor, money.settledMinor);
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

function chargebackSteps(
  { source, amountMicroPt: grantedMicroPt }: PaidGrant,
  { settledMinor }: MoneyBack,
  { id, amountMinor, withdrawn, reinstated }: MoneyBack["chargebacks"][number],
): ClawbackStep[] {
  const amountMicroPt = shareMicroPt(grantedMicroPt, amountMinor, settledMinor);
  if (!withdrawn || amountMicroPt === 0) return [];
  const cause = { type: "chargeback", chargebackId: id, amountMicroPt } as const;
  return [
    { type: "clawback", key: `chargeback:${source.id}:${id}`, source, cause },
    ...(reinstated
      ? [
          {
            type: "reinstate" as const,
            key: `reinstate:${source.id}:${id}`,
            source,
            chargebackId: id,
          },
        ]
      : []),
  ];
}

/**
 * How much of a grant is taken back while things stand so: the ledger's own sum, for copies of it.
 * The largest cumulative refund counts; chargebacks count while they stand.
 */
export function takenMicroPt({ amountMicroPt }: PaidGrant, money: MoneyBack): number {
  const standing = money.chargebacks
    .filter(({ withdrawn, reinstated }) => withdrawn && !reinstated)
    .reduce(
      (sum, one) => sum + shareMicroPt(amountMicroPt, one.amountMinor, money.settledMinor),
      0,
    );
  const refunded = shareMicroPt(amountMicroPt, money.returnedMinor, money.settledMinor);
  return Math.min(amountMicroPt, refunded + standing);
}

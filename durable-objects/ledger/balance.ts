import type { LedgerState } from "./book.ts";

/** How many dates of `expiring` a balance lists, soonest first. */
export const EXPIRING_MAX = 10;

/** What a person sees of an account. `available` = balance − held; negative only through debt. */
export interface BalanceDocument {
  accountId: string;
  balanceMicroPt: number;
  heldMicroPt: number;
  availableMicroPt: number;
  debtMicroPt: number;
  expiring: { amountMicroPt: number; expiresAtMs: number }[];
  /** The running plan; null without one or when its period is over. */
  plan: string | null;
  periodEndsAtMs: number | null;
  /** Share of the period's plan PT that is used; null without a running plan. */
  periodUsedPercent: number | null;
  /** The last entry's sequence: a document with a higher one is newer. */
  seq: number;
  /** Ledger time of the last transaction. */
  atMs: number;
}

/** The balance as of a state; at `nowMs` a plan whose period is over is not shown. */
export function balanceOf(state: LedgerState, nowMs: number): BalanceDocument {
  const { availableMicroPt, heldMicroPt, debtMicroPt, entrySeq, lastAtMs } = state.head;
  const period = state.period !== null && nowMs < state.period.endsAtMs ? state.period : null;
  return {
    accountId: state.accountId,
    balanceMicroPt: availableMicroPt + heldMicroPt - debtMicroPt,
    heldMicroPt,
    availableMicroPt: availableMicroPt - debtMicroPt,
    debtMicroPt,
    expiring: expiringOf(state),
    plan: period?.plan ?? null,
    periodEndsAtMs: period?.endsAtMs ?? null,
    periodUsedPercent:
      period === null ? null : Math.floor((period.usedMicroPt / period.grantedMicroPt) * 100),
    seq: entrySeq,
    atMs: lastAtMs,
  };
}

function expiringOf(state: LedgerState): BalanceDocument["expiring"] {
  const amounts = new Map<number, number>();
  for (const grant of state.grants.values()) {
    if (grant.expiresAtMs === null || grant.availableMicroPt === 0) continue;
    const knownMicroPt = amounts.get(grant.expiresAtMs) ?? 0;
    amounts.set(grant.expiresAtMs, knownMicroPt + grant.availableMicroPt);
  }
  return [...amounts]
    .map(([expiresAtMs, amountMicroPt]) => ({ amountMicroPt, expiresAtMs }))
    .toSorted((a, b) => a.expiresAtMs - b.expiresAtMs)
    .slice(0, EXPIRING_MAX);
}

import { HOUR_MS } from "#core/time";

/** After so many failures in a row the automatic top-up is switched off. */
export const FAILURES_MAX = 3;
const PAUSE_AFTER_FAILURE_MS = HOUR_MS;

export interface AutoTopupSettings {
  enabled: boolean;
  isStopped: boolean;
  thresholdMicroPt: number;
  monthlyCapMinor: number;
  /** Not before this time, after a failure; null when nothing is in the way. */
  notBeforeMs: number | null;
}

export interface AutoTopupState {
  availableMicroPt: number;
  /** A bank has taken money back: nothing is charged without being asked. */
  isInDebt: boolean;
  hasOpenAttempt: boolean;
  /** Bought or being bought automatically in this calendar month. */
  spentMinor: number;
  packAmountMinor: number;
  nowMs: number;
}

export type AutoTopupDecision =
  | { kind: "buy" }
  | { kind: "none" }
  | { kind: "cap-reached"; missingMinor: number };

/**
 * Whether to buy a pack now: the balance is below the threshold, nothing is being bought already,
 * no debt of a chargeback stands, and the whole pack fits under the month's cap.
 */
export function decideAutoTopup(
  settings: AutoTopupSettings,
  state: AutoTopupState,
): AutoTopupDecision {
  const { enabled, isStopped, thresholdMicroPt, monthlyCapMinor, notBeforeMs } = settings;
  if (!enabled || isStopped || state.hasOpenAttempt || state.isInDebt) return { kind: "none" };
  if (notBeforeMs !== null && state.nowMs < notBeforeMs) return { kind: "none" };
  if (state.availableMicroPt >= thresholdMicroPt) return { kind: "none" };
  const afterMinor = state.spentMinor + state.packAmountMinor;
  if (afterMinor > monthlyCapMinor) {
    return { kind: "cap-reached", missingMinor: afterMinor - monthlyCapMinor };
  }
  return { kind: "buy" };
}

export interface AfterFailure {
  failures: number;
  stop: boolean;
  notBeforeMs: number | null;
}

/** A failed attempt: a pause of an hour, and the end after three in a row. */
export function decideAfterFailure(failures: number, nowMs: number): AfterFailure {
  const stop = failures + 1 >= FAILURES_MAX;
  return {
    failures: failures + 1,
    stop,
    notBeforeMs: stop ? null : nowMs + PAUSE_AFTER_FAILURE_MS,
  };
}

/** The calendar month of a time in UTC, as `2026-11`. */
export function monthOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 7);
}

/** When that calendar month ends in UTC. */
export function monthEndsAtMs(atMs: number): number {
  const at = new Date(atMs);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 1);
}

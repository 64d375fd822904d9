import { HOUR_MS } from "#core/time";
import type { Bucket, PeriodUse } from "./book.ts";
import type { ModelClass, PlanPeriod } from "./commands.ts";
import type { Draft } from "./draft.ts";

/** A notice goes out once per period when this much of the plan's PT is used, in percent. */
export const PLAN_THRESHOLDS_PERCENT = [50, 80, 95, 100] as const;
export const BURN_RATE_WINDOW_HOURS = 72;
export const BURN_RATE_PERCENT = 40;
export const ADVANCED_SHARE_WARNING_PERCENT = 20;

/** That percentage of an amount, exact for whole PT. */
export function percentOf(amountMicroPt: number, percent: number): number {
  return Math.floor((amountMicroPt / 100) * percent);
}

/**
 * The period after a plan grant: a later start opens a new one with nothing used; the same start
 * (an upgrade) adds PT and keeps what was used; an earlier one (a late delivery) changes nothing.
 */
export function periodAfterGrant(
  running: PeriodUse | null,
  granted: PlanPeriod,
  amountMicroPt: number,
): PeriodUse | null {
  if (running !== null && granted.startsAtMs < running.startsAtMs) return running;
  if (running === null || granted.startsAtMs > running.startsAtMs) {
    return {
      ...granted,
      grantedMicroPt: amountMicroPt,
      usedMicroPt: 0,
      advancedUsedMicroPt: 0,
      hours: [],
      noticed: [],
    };
  }
  const { usedMicroPt, advancedUsedMicroPt, hours, noticed } = running;
  const grantedMicroPt = running.grantedMicroPt + amountMicroPt;
  return { ...granted, grantedMicroPt, usedMicroPt, advancedUsedMicroPt, hours, noticed };
}

/** How many plan PT advanced models may still use, open holds counted; Infinity without a cap. */
export function advancedLeftMicroPt(draft: Draft, percentMax: number | undefined): number {
  const { period } = draft;
  if (period === null) return Infinity;
  const percent = Math.min(percentMax ?? 100, period.advancedShareCapPercent ?? 100);
  if (percent >= 100) return Infinity;
  let usedMicroPt = period.advancedUsedMicroPt;
  for (const hold of draft.book.state.holds.values()) {
    if (hold.purpose.modelClass === "advanced") usedMicroPt += planPart(draft, hold.buckets);
  }
  return Math.max(0, percentOf(period.grantedMicroPt, percent) - usedMicroPt);
}

function planPart(draft: Draft, buckets: readonly Bucket[]): number {
  let sumMicroPt = 0;
  for (const { grantSeq, amountMicroPt } of buckets) {
    if (draft.grant(grantSeq).kind === "plan") sumMicroPt += amountMicroPt;
  }
  return sumMicroPt;
}

/** Counts plan PT that a charge consumed and sends the notices that are due for the first time. */
export function recordPlanUse(
  draft: Draft,
  consumed: readonly Bucket[],
  modelClass: ModelClass,
): void {
  const { period } = draft;
  const amountMicroPt = planPart(draft, consumed);
  if (period === null || amountMicroPt === 0) return;
  const hour = Math.floor(draft.nowMs / HOUR_MS);
  const used: PeriodUse = {
    ...period,
    usedMicroPt: period.usedMicroPt + amountMicroPt,
    advancedUsedMicroPt:
      period.advancedUsedMicroPt + (modelClass === "advanced" ? amountMicroPt : 0),
    hours: withHour(period.hours, hour, amountMicroPt),
  };
  const noticed = [...used.noticed];
  const once = (name: string, due: boolean, notify: () => void) => {
    if (!due || noticed.includes(name)) return;
    noticed.push(name);
    notify();
  };
  const { usedMicroPt, grantedMicroPt } = used;
  for (const percent of PLAN_THRESHOLDS_PERCENT) {
    once(`plan-${percent}`, usedMicroPt >= percentOf(grantedMicroPt, percent), () =>
      draft.notify({ kind: "plan-threshold", percent, usedMicroPt, grantedMicroPt }),
    );
  }
  const windowUsedMicroPt = used.hours.reduce((sum, [, amount]) => sum + amount, 0);
  once("burn-rate", windowUsedMicroPt >= percentOf(grantedMicroPt, BURN_RATE_PERCENT), () =>
    draft.notify({ kind: "burn-rate", windowUsedMicroPt, grantedMicroPt }),
  );
  noticeAdvancedShare(draft, used, once);
  draft.setPeriod({ ...used, noticed });
}

function noticeAdvancedShare(
  draft: Draft,
  period: PeriodUse,
  once: (name: string, due: boolean, notify: () => void) => void,
): void {
  if (period.advancedShareCapPercent === undefined) return;
  const percent = ADVANCED_SHARE_WARNING_PERCENT;
  const { advancedUsedMicroPt: usedMicroPt, grantedMicroPt } = period;
  once("advanced-share", usedMicroPt >= percentOf(grantedMicroPt, percent), () =>
    draft.notify({ kind: "advanced-share", percent, usedMicroPt, grantedMicroPt }),
  );
}

function withHour(hours: PeriodUse["hours"], hour: number, amountMicroPt: number) {
  const recent = hours.filter(([known]) => known > hour - BURN_RATE_WINDOW_HOURS);
  const last = recent.at(-1);
  if (last === undefined || last[0] < hour) return [...recent, [hour, amountMicroPt] as const];
  return [...recent.slice(0, -1), [last[0], last[1] + amountMicroPt] as const];
}

/** Takes PT that a charge gave back out of the counts; notices that went out stay sent. */
export function recordPlanReturn(
  draft: Draft,
  returned: readonly Bucket[],
  charge: { modelClass: ModelClass; periodStartsAtMs: number | null },
): void {
  const { period } = draft;
  const amountMicroPt = planPart(draft, returned);
  if (period === null || amountMicroPt === 0) return;
  if (charge.periodStartsAtMs !== period.startsAtMs) return;
  const advancedMicroPt = charge.modelClass === "advanced" ? amountMicroPt : 0;
  draft.setPeriod({
    ...period,
    usedMicroPt: period.usedMicroPt - amountMicroPt,
    advancedUsedMicroPt: period.advancedUsedMicroPt - advancedMicroPt,
  });
}

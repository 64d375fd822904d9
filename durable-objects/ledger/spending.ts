import type { PeriodUse, Spending } from "./book.ts";
import type { CapScope, HoldPurpose, LedgerRefusal, SpendingCap } from "./commands.ts";
import type { Draft } from "./draft.ts";

/** The member and the key that a hold's purpose names. */
export function spendersOf(purpose: HoldPurpose): { scope: CapScope; id: string }[] {
  const spenders: { scope: CapScope; id: string }[] = [];
  if (purpose.memberId !== undefined) spenders.push({ scope: "member", id: purpose.memberId });
  if (purpose.apiKeyId !== undefined) spenders.push({ scope: "key", id: purpose.apiKeyId });
  return spenders;
}

/** Start of the window of `period` caps: the plan's period, or the calendar month in UTC. */
export function windowStartAtMs(period: PeriodUse | null, nowMs: number): number {
  if (period !== null && nowMs < period.endsAtMs) return period.startsAtMs;
  const now = new Date(nowMs);
  return Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1);
}

/** The spender's row in the current window; a window that has begun never goes back. */
export function currentSpending(draft: Draft, scope: CapScope, id: string): Spending {
  const known = draft.findSpending(scope, id);
  const startsAtMs = windowStartAtMs(draft.period, draft.nowMs);
  if (known === undefined) {
    return {
      scope,
      id,
      lifetimeMicroPt: 0,
      windowStartsAtMs: startsAtMs,
      windowMicroPt: 0,
      heldMicroPt: 0,
    };
  }
  if (startsAtMs <= known.windowStartsAtMs) return known;
  return { ...known, windowStartsAtMs: startsAtMs, windowMicroPt: 0 };
}

/** The first cap that would be exceeded, open holds counted. */
export function findCapRefusal(
  draft: Draft,
  caps: readonly SpendingCap[],
  amountMicroPt: number,
): LedgerRefusal | undefined {
  for (const cap of caps) {
    const spending = currentSpending(draft, cap.scope, cap.id);
    const spentMicroPt =
      cap.window === "period" ? spending.windowMicroPt : spending.lifetimeMicroPt;
    const usedMicroPt = spentMicroPt + spending.heldMicroPt;
    if (usedMicroPt + amountMicroPt <= cap.capMicroPt) continue;
    const who = cap.scope === "member" ? "member's cap" : "key's budget";
    return {
      reason: cap.scope === "member" ? "member-cap" : "key-budget",
      detail: `The ${who} leaves less than this needs.`,
      neededMicroPt: amountMicroPt,
      availableMicroPt: Math.max(0, cap.capMicroPt - usedMicroPt),
      limitMicroPt: cap.capMicroPt,
      usedMicroPt,
      limitId: cap.id,
      help: [
        "raise-cap",
        ...(spending.heldMicroPt > 0 ? (["wait-for-open-holds"] as const) : []),
        ...(cap.window === "period" ? (["wait-for-next-period"] as const) : []),
        "cheaper-model",
      ],
    };
  }
  return undefined;
}

/** Counts a change of what the purpose's spenders hold and have spent. */
export function recordSpending(
  draft: Draft,
  purpose: HoldPurpose,
  moved: { heldMicroPt: number; spentMicroPt: number },
): void {
  for (const { scope, id } of spendersOf(purpose)) {
    const spending = currentSpending(draft, scope, id);
    draft.putSpending({
      ...spending,
      heldMicroPt: spending.heldMicroPt + moved.heldMicroPt,
      lifetimeMicroPt: spending.lifetimeMicroPt + moved.spentMicroPt,
      windowMicroPt: spending.windowMicroPt + moved.spentMicroPt,
    });
  }
}

/** Takes back from the counters what a charge gave back; the window only if it is still running. */
export function recordReturn(
  draft: Draft,
  purpose: HoldPurpose,
  windowStartsAtMs: number,
  returnedMicroPt: number,
): void {
  for (const { scope, id } of spendersOf(purpose)) {
    const spending = currentSpending(draft, scope, id);
    const inWindow = windowStartsAtMs === spending.windowStartsAtMs;
    draft.putSpending({
      ...spending,
      lifetimeMicroPt: spending.lifetimeMicroPt - returnedMicroPt,
      windowMicroPt: spending.windowMicroPt - (inWindow ? returnedMicroPt : 0),
    });
  }
}

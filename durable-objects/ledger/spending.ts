import type { PeriodUse, Spending } from "./book.ts";
import type {
  CapScope,
  HoldPurpose,
  LedgerRefusal,
  RefusalReason,
  SpendingCap,
} from "./commands.ts";
import { WHOLE_ACCOUNT } from "./commands.ts";
import type { Draft } from "./draft.ts";

/** Whose spending a hold counts as: the account's, and that of the member and the key it names. */
export function spendersOf(purpose: HoldPurpose): { scope: CapScope; id: string }[] {
  const spenders: { scope: CapScope; id: string }[] = [{ scope: "account", id: WHOLE_ACCOUNT }];
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

/** A spender's row as of a window that starts then; one that has begun never goes back. */
export function spendingAsOf(
  known: Spending | undefined,
  spender: { scope: CapScope; id: string },
  startsAtMs: number,
): Spending {
  const fresh = { windowStartsAtMs: startsAtMs, windowMicroPt: 0 };
  if (known === undefined) return { ...spender, ...fresh, lifetimeMicroPt: 0, heldMicroPt: 0 };
  return startsAtMs <= known.windowStartsAtMs ? known : { ...known, ...fresh };
}

function currentSpending(draft: Draft, scope: CapScope, id: string): Spending {
  const startsAtMs = windowStartAtMs(draft.period, draft.nowMs);
  return spendingAsOf(draft.findSpending(scope, id), { scope, id }, startsAtMs);
}

const capRefusals: Record<CapScope, { reason: RefusalReason; detail: string }> = {
  account: {
    reason: "account-cap",
    detail: "The account's spend cap leaves less than this needs.",
  },
  member: { reason: "member-cap", detail: "The member's cap leaves less than this needs." },
  key: { reason: "key-budget", detail: "The key's budget leaves less than this needs." },
};

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
    return {
      ...capRefusals[cap.scope],
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

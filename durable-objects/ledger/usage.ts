import type { History, LedgerState, Spending } from "./book.ts";
import { type CapScope, WHOLE_ACCOUNT } from "./commands.ts";
import type { PeriodUseDocument, SpendingDocument } from "./documents.ts";
import { spendingAsOf, windowStartAtMs } from "./spending.ts";

function toDocument(spending: Spending): SpendingDocument {
  const { scope, id, lifetimeMicroPt, windowStartsAtMs, windowMicroPt, heldMicroPt } = spending;
  return {
    scope,
    id,
    periodStartsAtMs: windowStartsAtMs,
    periodMicroPt: windowMicroPt,
    lifetimeMicroPt,
    heldMicroPt,
  };
}

/** The spending of each of these spenders as of now. One that never spent has zeros. */
export function spendingsOf(
  state: LedgerState,
  history: Pick<History, "findSpending">,
  { scope, ids, nowMs }: { scope: CapScope; ids: readonly string[]; nowMs: number },
): SpendingDocument[] {
  const startsAtMs = windowStartAtMs(state.period, nowMs);
  return ids.map((id) =>
    toDocument(spendingAsOf(history.findSpending(scope, id), { scope, id }, startsAtMs)),
  );
}

/** The running period as of now. */
export function periodUseOf(
  state: LedgerState,
  history: Pick<History, "findSpending">,
  nowMs: number,
): PeriodUseDocument {
  const { head, period } = state;
  const running = period !== null && nowMs < period.endsAtMs ? period : null;
  const account = { scope: "account", id: WHOLE_ACCOUNT } as const;
  const startsAtMs = windowStartAtMs(period, nowMs);
  const spending = spendingAsOf(
    history.findSpending(account.scope, account.id),
    account,
    startsAtMs,
  );
  return {
    startsAtMs: spending.windowStartsAtMs,
    plan: running?.plan ?? null,
    endsAtMs: running?.endsAtMs ?? null,
    grantedMicroPt: running?.grantedMicroPt ?? null,
    planUsedMicroPt: running?.usedMicroPt ?? null,
    spentMicroPt: spending.windowMicroPt,
    heldMicroPt: head.heldMicroPt,
    availableMicroPt: head.availableMicroPt - head.debtMicroPt,
  };
}

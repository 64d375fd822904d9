import type { AccountId, WorkspaceId } from "#core/ids";
import { isInForce, isLiving, isUnpaidPeriod, type Standing } from "./decide-state.ts";
import type { Told } from "./decide-transitions.ts";
import type { SubscriptionFacts } from "./read-subscription.ts";
import type { subscriptions } from "./tables.ts";

export type SubscriptionRow = typeof subscriptions.$inferSelect;

/** Collection is paused as long as nobody has seen it go on. */
export function isPausedRow(row: Pick<SubscriptionRow, "pausedFromMs" | "unpaidToMs">): boolean {
  return row.pausedFromMs !== null && row.unpaidToMs === null;
}

export function standingOf(row: SubscriptionRow): Standing {
  return {
    status: row.status,
    periodStartsAtMs: row.periodStartsAtMs,
    isPaused: isPausedRow(row),
    pausedFromMs: row.pausedFromMs,
    isPeriodVoid: row.unpaidToMs !== null,
    suspendedAtMs: row.suspendedAtMs,
    duplicateOf: row.duplicateOf,
  };
}

export function isRowInForce(row: SubscriptionRow): boolean {
  return isInForce(standingOf(row));
}

export function toldOf(row: SubscriptionRow): Told {
  return {
    inForce: isRowInForce(row),
    status: row.status,
    plan: row.plan,
    planVersionId: row.planVersionId,
    interval: row.interval,
    seats: row.seats,
    amountMinor: row.amountMinor,
    endsByItself: row.cancelAtMs !== null,
    isPaused: isPausedRow(row),
    suspendedAtMs: row.suspendedAtMs,
    scheduledAtMs: row.scheduledAtMs,
    isEnded: !isLiving(row.status),
    duplicateOf: row.duplicateOf,
  };
}

type PauseColumns = Pick<SubscriptionRow, "pausedFromMs" | "pausedUntilMs" | "unpaidToMs">;

/**
 * A pause leaves the periods unpaid that begin while it lasts: from the end of the period in which it
 * was first seen, or from the running one when that one's invoice is void already. When collection
 * goes on, the running period stays unpaid as long as its invoice is void.
 */
export function pauseColumns(
  before: PauseColumns | undefined,
  facts: Pick<
    SubscriptionFacts,
    "isPaused" | "pausedUntilMs" | "periodStartsAtMs" | "periodEndsAtMs" | "isPeriodVoid"
  >,
): PauseColumns {
  const { isPaused, isPeriodVoid, periodStartsAtMs, periodEndsAtMs } = facts;
  const known = before?.pausedFromMs ?? null;
  if (isPaused) {
    const seenNow = isPeriodVoid ? periodStartsAtMs : periodEndsAtMs;
    return {
      pausedFromMs: known ?? seenNow,
      pausedUntilMs: facts.pausedUntilMs,
      unpaidToMs: null,
    };
  }
  const standing = { isPaused, pausedFromMs: known, periodStartsAtMs, isPeriodVoid };
  if (isUnpaidPeriod(standing)) {
    return { pausedFromMs: known, pausedUntilMs: null, unpaidToMs: periodEndsAtMs };
  }
  return { pausedFromMs: null, pausedUntilMs: null, unpaidToMs: null };
}

interface Owner {
  workspaceId: WorkspaceId;
  accountId: AccountId;
}

/** The row as it should be after what was fetched; what is ours alone stays as it was. */
export function nextRow(
  before: SubscriptionRow | undefined,
  facts: SubscriptionFacts,
  owner: Owner,
  more: { nowMs: number; eventAtMs: number; duplicateOf: string | null },
): SubscriptionRow {
  const { isPaused: _paused, isPeriodVoid: _void, scheduled, ...rest } = facts;
  return {
    ...rest,
    workspaceId: owner.workspaceId,
    accountId: owner.accountId,
    ...pauseColumns(before, facts),
    scheduledPlan: scheduled?.plan ?? null,
    scheduledPlanVersionId: scheduled?.planVersionId ?? null,
    scheduledInterval: scheduled?.interval ?? null,
    scheduledSeats: scheduled?.seats ?? null,
    scheduledAtMs: scheduled?.atMs ?? null,
    suspendedAtMs: before?.suspendedAtMs ?? null,
    trialReminderAtMs: before?.trialReminderAtMs ?? null,
    duplicateOf: before?.duplicateOf ?? more.duplicateOf,
    version: (before?.version ?? 0) + 1,
    lastAppliedEventAtMs: Math.max(before?.lastAppliedEventAtMs ?? 0, more.eventAtMs),
    syncedAtMs: more.nowMs,
  };
}

const bookkeeping = new Set(["version", "lastAppliedEventAtMs", "syncedAtMs"]);

/** True when nothing differs but when and how often the row was written. */
export function isUnchanged(before: SubscriptionRow, after: SubscriptionRow): boolean {
  return Object.entries(after).every(
    ([name, value]) =>
      bookkeeping.has(name) ||
      JSON.stringify(value) === JSON.stringify(before[name as keyof SubscriptionRow]),
  );
}

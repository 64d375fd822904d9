import { and, eq, ne, sql } from "drizzle-orm";
import { forgetMembers, planRow } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { AuditAction } from "#platform/audit-actions";
import type { Ctx } from "#platform/ctx";
import {
  guardRow,
  isGuardFailure,
  isUniqueViolation,
  runBatch,
  type Statement,
} from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { planEndOf } from "./decide-state.ts";
import { isRowInForce, standingOf, type SubscriptionRow } from "./subscription-row.ts";
import { subscriptions } from "./tables.ts";
import { transitionRows } from "./transition-rows.ts";

const auditCtx = (ctx: Ctx, row: SubscriptionRow): Ctx => ({
  ...ctx,
  workspace: { id: row.workspaceId, accountId: row.accountId, plan: row.plan, role: "owner" },
});

/** What the workspace is put on when a subscription goes from one state to the next. */
function planRows(
  ctx: Ctx,
  before: SubscriptionRow | undefined,
  after: SubscriptionRow,
  others: SubscriptionRow[],
): Statement[] {
  const was = before !== undefined && isRowInForce(before);
  if (isRowInForce(after)) {
    if (was && before.planVersionId === after.planVersionId) return [];
    const { plan, planVersionId } = after;
    return [planRow(ctx, after.workspaceId, { plan, planVersionId })];
  }
  const endedNow = before?.endedAtMs === null && after.endedAtMs !== null;
  if (!was && !(endedNow && before.suspendedAtMs !== null)) return [];
  const other = others.find(isRowInForce);
  if (other !== undefined) {
    const { plan, planVersionId } = other;
    return [planRow(ctx, after.workspaceId, { plan, planVersionId })];
  }
  const endAtMs = planEndOf({ ...standingOf(after), ...after });
  const free = planRow(ctx, after.workspaceId, { plan: "free" });
  if (endAtMs === undefined) return [free];
  const key = `after:${after.id}:${endAtMs}`;
  return [free, outboxRow(ctx, "billing.plan-ended", { accountId: after.accountId, key })];
}

function upsert(ctx: Ctx, before: SubscriptionRow | undefined, after: SubscriptionRow): Statement {
  if (before === undefined) return ctx.db.insert(subscriptions).values(after);
  const { id, ...columns } = after;
  return ctx.db.update(subscriptions).set(columns).where(eq(subscriptions.id, id));
}

/** Holds when nobody has written this row, nor another of the workspace, since they were read. */
function guards(
  ctx: Ctx,
  before: SubscriptionRow | undefined,
  after: SubscriptionRow,
  others: SubscriptionRow[],
): Statement[] {
  const otherVersions = others.reduce((sum, { version }) => sum + version, 0);
  const ofOthers = and(
    eq(subscriptions.workspaceId, after.workspaceId),
    ne(subscriptions.id, after.id),
  );
  const own = sql`COALESCE((SELECT ${subscriptions.version} FROM ${subscriptions} WHERE ${subscriptions.id} = ${after.id}), 0) = ${before?.version ?? 0}`;
  const rest = sql`COALESCE((SELECT SUM(${subscriptions.version}) FROM ${subscriptions} WHERE ${ofOthers}), 0) = ${otherVersions}`;
  return [guardRow(ctx.db, own), guardRow(ctx.db, rest)];
}

/**
 * Writes the next state of a subscription with everything that follows from it in our database: the
 * workspace's plan, what people and their systems are told, the free period that comes after. All or
 * nothing, and only when nobody else was faster; answers whether it was written.
 */
export async function writeSubscription(
  ctx: Ctx,
  before: SubscriptionRow | undefined,
  after: SubscriptionRow,
  {
    others,
    action,
    also = [],
  }: { others: SubscriptionRow[]; action: AuditAction; also?: Statement[] },
): Promise<boolean> {
  const { status, plan, interval, seats, version, duplicateOf } = after;
  const onPlan = planRows(ctx, before, after, others);
  try {
    await runBatch(ctx.db, [
      ...guards(ctx, before, after, others),
      upsert(ctx, before, after),
      ...onPlan,
      ...(await transitionRows(ctx, before, after)),
      ...also,
      auditRow(auditCtx(ctx, after), action, after.id, {
        status,
        plan,
        interval,
        seats,
        version,
        ...(duplicateOf === null ? {} : { duplicateOf }),
      }),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause) || isUniqueViolation(cause, "subscriptions.id")) return false;
    throw cause;
  }
  if (onPlan.length > 0) await forgetMembers(ctx, after.workspaceId);
  return true;
}

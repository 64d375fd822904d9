import { and, desc, eq, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import type { WorkspaceId } from "#core/ids";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { after, toPage } from "./page.ts";
import { type Page, PaymentsInput, type PaymentView } from "./schema.ts";
import { chargebacks, payments } from "./tables.ts";
import { toPaymentView } from "./views.ts";

/** What chargebacks that stand have withdrawn of each of these payments. */
export async function listDisputedMinor(ctx: Ctx, ids: string[]): Promise<Map<string, number>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db
    .select({
      id: chargebacks.paymentIntentId,
      disputedMinor: sql<number>`SUM(${chargebacks.amountMinor})`,
    })
    .from(chargebacks)
    .where(
      and(
        sql`${chargebacks.paymentIntentId} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`,
        eq(chargebacks.withdrawn, true),
        eq(chargebacks.reinstated, false),
      ),
    )
    .groupBy(chargebacks.paymentIntentId);
  return new Map(rows.map(({ id, disputedMinor }) => [id, disputedMinor]));
}

/** All payments of the deployment, or of one workspace, newest first. For the operator. */
export async function listPayments(
  ctx: Ctx,
  input: PaymentsInput = {},
): Promise<Page<PaymentView>> {
  requireOperator(ctx);
  const { cursor, limit, workspaceId } = parseInput(PaymentsInput, input);
  const rows = await ctx.db
    .select()
    .from(payments)
    .where(
      and(
        workspaceId === undefined
          ? undefined
          : eq(payments.workspaceId, workspaceId as WorkspaceId),
        after({ atMs: payments.createdAtMs, id: payments.id }, cursor),
      ),
    )
    .orderBy(desc(payments.createdAtMs), desc(payments.id))
    .limit(limit + 1);
  const disputed = await listDisputedMinor(
    ctx,
    rows.map(({ id }) => id),
  );
  return toPage(rows, limit, {
    keyOf: (row) => ({ atMs: row.createdAtMs, id: row.id }),
    view: (row) => toPaymentView(row, disputed.get(row.id) ?? 0),
  });
}

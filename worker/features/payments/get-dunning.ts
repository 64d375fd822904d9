import { and, desc, eq, isNull } from "drizzle-orm";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { findInvoiceRow } from "./bring-in-invoice.ts";
import { dunningSteps, graceEndsAtMs } from "./decide-dunning.ts";
import type { DunningView } from "./schema.ts";
import { dunningCases } from "./tables.ts";

/** What follows from a payment of the workspace that failed; null when nothing is owed. */
export async function getDunning(ctx: Ctx): Promise<DunningView | null> {
  const { id } = requirePermission(ctx, "billing.read");
  const row = await ctx.db
    .select()
    .from(dunningCases)
    .where(and(eq(dunningCases.workspaceId, id), isNull(dunningCases.closedAtMs)))
    .orderBy(desc(dunningCases.openedAtMs))
    .limit(1)
    .get();
  if (row === undefined) return null;
  const invoice = await findInvoiceRow(ctx, row.invoiceId);
  return {
    id: row.id,
    state: row.state,
    invoiceId: row.invoiceId,
    subscriptionId: row.subscriptionId,
    amountMinor: invoice?.amountDueMinor ?? 0,
    currency: invoice?.currency ?? "usd",
    openedAtMs: row.openedAtMs,
    graceEndsAtMs: graceEndsAtMs(row.openedAtMs),
    steps: dunningSteps(row.openedAtMs).map(({ step, atMs }) => ({
      step,
      atMs,
      sent: step <= row.stepsTaken,
    })),
    hostedUrl: invoice?.hostedUrl ?? null,
  };
}

import { eq, sql } from "drizzle-orm";
import { findSubscription, suspendPlan } from "#features/billing";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import type { InvoiceRow } from "./bring-in-invoice.ts";
import { decideDunning, type DunningMove, graceEndsAtMs } from "./decide-dunning.ts";
import { type CaseRow, caseIs } from "./dunning-case.ts";
import { autoTopups, dunningCases } from "./tables.ts";
import { tellRows } from "./tell.ts";

/** The last reminder has words of its own, whose number is the template's. */
const templateSteps: Record<number, string> = { 1: "1", 2: "2", 3: "4" };

async function mailRows(
  ctx: Ctx,
  one: CaseRow,
  { row, mail }: { row: InvoiceRow; mail: DunningMove["mail"] },
): Promise<Statement[]> {
  if (mail === null) return [];
  const { id, workspaceId, subscriptionId, openedAtMs } = one;
  const path = `/billing/invoices/${row.id}`;
  if (mail.kind === "frozen") {
    const plan = (await findSubscription(ctx, subscriptionId))?.plan ?? "";
    const data = { plan };
    return await tellRows(ctx, {
      workspaceId,
      template: "plan-frozen",
      data,
      path,
      key: `plan-frozen:${id}`,
    });
  }
  return await tellRows(ctx, {
    workspaceId,
    template: "payment-failed",
    data: {
      amountMinor: String(row.amountDueMinor),
      currency: row.currency,
      step: templateSteps[mail.step] ?? "2",
      graceEndsAtMs: String(graceEndsAtMs(openedAtMs)),
    },
    path,
    key: `payment-failed:${id}:${mail.step}`,
  });
}

async function freeze(ctx: Ctx, subscriptionId: string): Promise<void> {
  const subscription = await findSubscription(ctx, subscriptionId);
  if (subscription !== undefined) await suspendPlan(ctx, subscriptionId);
}

function freezeRows(ctx: Ctx, { id, accountId }: CaseRow): Statement[] {
  return [
    ctx.db
      .update(autoTopups)
      .set({
        stoppedBecause: sql`COALESCE(${autoTopups.stoppedBecause}, 'frozen')`,
        version: sql`${autoTopups.version} + 1`,
      })
      .where(eq(autoTopups.accountId, accountId)),
    auditRow(ctx, "dunning.frozen", id),
  ];
}

/**
 * Takes the steps of a case that are due now: writes to the people who pay, freezes the plan when
 * the grace is over. Each step once, however often and by how many at once it is asked for.
 */
export async function advanceDunning(ctx: Ctx, one: CaseRow, row: InvoiceRow): Promise<void> {
  if (one.state !== "grace" && one.state !== "frozen") return;
  const { state, openedAtMs, stepsTaken } = one;
  const now = ctx.clock.now();
  const move = decideDunning({ state, openedAtMs, stepsTaken }, now);
  // Before the row says so: a crash in between freezes once more, which changes nothing.
  if (move.freeze) await freeze(ctx, one.subscriptionId);
  const isDue = one.nextAtMs !== null && one.nextAtMs <= now;
  if (move.stepsTaken === stepsTaken && !move.freeze && !isDue) return;
  await runBatch(ctx.db, [
    caseIs(ctx, one),
    ctx.db
      .update(dunningCases)
      .set({
        state: move.freeze ? "frozen" : state,
        stepsTaken: move.stepsTaken,
        nextAtMs: move.nextAtMs,
        version: one.version + 1,
      })
      .where(eq(dunningCases.id, one.id)),
    ...(await mailRows(ctx, one, { row, mail: move.mail })),
    ...(move.freeze ? freezeRows(ctx, one) : []),
  ]);
}

import { and, desc, eq, ne, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { toIso } from "#core/time";
import { findSubscription, restorePlan, syncSubscription } from "#features/billing";
import { webhookRows } from "#features/webhooks";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch, type Statement } from "#platform/db";
import { advanceDunning } from "./advance-dunning.ts";
import { findInvoiceRow, type InvoiceRow } from "./bring-in-invoice.ts";
import { graceEndsAtMs } from "./decide-dunning.ts";
import { type CaseRow, caseIs, findOpenCase } from "./dunning-case.ts";
import { toInvoiceEvent } from "./events.ts";
import { swap } from "./swap.ts";
import { autoTopups, dunningCases, invoices, payments } from "./tables.ts";
import { tellRows } from "./tell.ts";

/** In these Stripe has given the subscription up, whatever its invoices say. */
const endedStatuses = new Set<string>(["canceled", "unpaid", "incomplete_expired"]);

/**
 * True when Stripe tried to take the money of a renewal or change and could not. The first invoice
 * of a subscription is left out: without it there is no plan yet.
 */
async function hasFailed(ctx: Ctx, row: InvoiceRow): Promise<boolean> {
  if (row.status !== "open" || row.attempts === 0 || row.subscriptionId === null) return false;
  if (row.billingReason === "subscription_create" || row.amountDueMinor <= 0) return false;
  const running = await ctx.db
    .select({ id: payments.id })
    .from(payments)
    .where(and(eq(payments.invoiceId, row.id), eq(payments.status, "processing")))
    .get();
  return running === undefined;
}

async function open(ctx: Ctx, row: InvoiceRow, subscriptionId: string): Promise<void> {
  const now = ctx.clock.now();
  const { id: invoiceId, workspaceId, accountId } = row;
  const id = newId("dun", now);
  const owner = { workspaceId, accountId, subscriptionId, invoiceId };
  const begun = { state: "grace" as const, stepsTaken: 0, openedAtMs: now, nextAtMs: now };
  try {
    await runBatch(ctx.db, [
      ctx.db.insert(dunningCases).values({ id, version: 1, ...owner, ...begun }),
      ...webhookRows(ctx, {
        workspaceId,
        type: "invoice.payment_failed",
        data: { ...toInvoiceEvent(row, 0), graceEndsAt: toIso(graceEndsAtMs(now)) },
        key: `invoice.payment_failed:${invoiceId}`,
      }),
      auditRow(ctx, "dunning.opened", id, { invoiceId, subscriptionId }),
    ]);
  } catch (cause) {
    // Someone else opened it at the same moment, or this invoice's case was closed before.
    const isThere =
      isUniqueViolation(cause, "dunning_cases.invoice_id") ||
      isUniqueViolation(cause, "dunning_cases.subscription_id");
    if (!isThere) throw cause;
  }
}

/** Another invoice of the subscription that could not be paid either. */
async function findOtherFailed(ctx: Ctx, one: CaseRow): Promise<InvoiceRow | undefined> {
  const rows = await ctx.db
    .select()
    .from(invoices)
    .where(
      and(
        eq(invoices.subscriptionId, one.subscriptionId),
        eq(invoices.status, "open"),
        ne(invoices.id, one.invoiceId),
      ),
    )
    .orderBy(desc(invoices.createdAtMs));
  for (const row of rows) if (await hasFailed(ctx, row)) return row;
  return undefined;
}

async function recoveryRows(ctx: Ctx, one: CaseRow, row: InvoiceRow): Promise<Statement[]> {
  return await tellRows(ctx, {
    workspaceId: one.workspaceId,
    template: "payment-recovered",
    data: { amountMinor: String(row.amountPaidMinor), currency: row.currency },
    path: "/billing",
    key: `payment-recovered:${one.id}`,
  });
}

async function close(ctx: Ctx, one: CaseRow, row: InvoiceRow): Promise<void> {
  const state = row.status === "paid" ? "recovered" : "ended";
  const now = ctx.clock.now();
  // Access first: a crash in between gives it once more, and a closed case is not looked at again.
  await syncSubscription(ctx, one.subscriptionId);
  const subscription = await findSubscription(ctx, one.subscriptionId);
  if (subscription !== undefined) await restorePlan(ctx, one.subscriptionId);
  await runBatch(ctx.db, [
    caseIs(ctx, one),
    ctx.db
      .update(dunningCases)
      .set({ state, closedAtMs: now, nextAtMs: null, version: one.version + 1 })
      .where(eq(dunningCases.id, one.id)),
    ctx.db
      .update(autoTopups)
      .set({ stoppedBecause: null, version: sql`${autoTopups.version} + 1` })
      .where(and(eq(autoTopups.accountId, one.accountId), eq(autoTopups.stoppedBecause, "frozen"))),
    ...(state === "recovered" ? await recoveryRows(ctx, one, row) : []),
    auditRow(ctx, `dunning.${state}`, one.id, { invoiceId: row.id }),
  ]);
}

async function isGivenUp(ctx: Ctx, subscriptionId: string): Promise<boolean> {
  const subscription = await findSubscription(ctx, subscriptionId);
  return subscription !== undefined && endedStatuses.has(subscription.status);
}

/** Looks whether anything is still owed after one of the subscription's invoices was settled. */
async function conclude(ctx: Ctx, subscriptionId: string): Promise<void> {
  const one = await findOpenCase(ctx, subscriptionId);
  if (one === undefined) return;
  const own = await findInvoiceRow(ctx, one.invoiceId);
  if (own === undefined) return;
  if (own.status === "open" && !(await isGivenUp(ctx, subscriptionId))) return;
  const other = own.status === "open" ? undefined : await findOtherFailed(ctx, one);
  if (other === undefined) return await close(ctx, one, own);
  await runBatch(ctx.db, [
    caseIs(ctx, one),
    ctx.db
      .update(dunningCases)
      .set({ invoiceId: other.id, version: one.version + 1 })
      .where(eq(dunningCases.id, one.id)),
  ]);
}

async function goOn(ctx: Ctx, row: InvoiceRow, subscriptionId: string): Promise<void> {
  const one = await findOpenCase(ctx, subscriptionId);
  if (one?.invoiceId === row.id) await advanceDunning(ctx, one, row);
}

/**
 * Opens a case when a renewal could not be paid, takes the steps that are due, and closes it when
 * nothing is owed any more: paid (recovered, told once) or given up by Stripe (ended). Safe to
 * repeat and to run at the same time.
 */
export async function followDunning(ctx: Ctx, row: InvoiceRow): Promise<void> {
  const { subscriptionId } = row;
  if (subscriptionId === null) return;
  const isOver = row.status !== "open" || (await isGivenUp(ctx, subscriptionId));
  if (isOver) return await swap(async () => await conclude(ctx, subscriptionId));
  if (!(await hasFailed(ctx, row))) return;
  if ((await findOpenCase(ctx, subscriptionId)) === undefined) {
    await open(ctx, row, subscriptionId);
  }
  await swap(async () => await goOn(ctx, row, subscriptionId));
}

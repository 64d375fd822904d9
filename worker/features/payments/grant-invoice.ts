import { and, asc, eq, gt, isNotNull, isNull, sql } from "drizzle-orm";
import type { Stripe } from "stripe";
import { invariant } from "#core/assert";
import { microToPt } from "#core/money";
import { grantPaidPeriod } from "#features/credits";
import { webhookRows } from "#features/webhooks";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, runBatch, type Statement } from "#platform/db";
import { stripeOf } from "#platform/stripe";
import type { InvoiceRow } from "./bring-in-invoice.ts";
import {
  type ChainInvoice,
  decideLineGrants,
  type LineGrants,
  selectChain,
} from "./decide-line-grants.ts";
import { isBaseReason, listLines, readLines, toChainInvoice } from "./read-invoice.ts";
import { toInvoiceEvent } from "./events.ts";
import { swap } from "./swap.ts";
import { invoiceLines, invoices } from "./tables.ts";
import { tellRows } from "./tell.ts";

const PAGE = 100;
const INVOICES_MAX = 1_000;

/**
 * The subscription's invoices that share a period with this one, as Stripe has them now: back to the
 * one that began the period before it. Stripe lists newest first.
 */
async function readChain(ctx: Ctx, row: InvoiceRow): Promise<ChainInvoice[]> {
  const stripe = await stripeOf(ctx);
  const read: ChainInvoice[] = [];
  const add = async (invoice: Stripe.Invoice) =>
    read.push(toChainInvoice(invoice, await readLines(ctx, await listLines(ctx, invoice))));
  if (row.subscriptionId !== null) {
    const listed = stripe.invoices.list({ subscription: row.subscriptionId, limit: PAGE });
    for await (const invoice of listed) {
      await add(invoice);
      const isEarlier = invoice.created * 1_000 < row.createdAtMs;
      if (isEarlier && isBaseReason(invoice.billing_reason)) break;
      if (read.length === INVOICES_MAX) break;
    }
  }
  if (!read.some(({ id }) => id === row.id)) await add(await stripe.invoices.retrieve(row.id));
  return read;
}

/** A renewal without changes needs nothing but itself. */
async function readWhatCounts(ctx: Ctx, row: InvoiceRow): Promise<ChainInvoice[]> {
  const lines = await ctx.db
    .select({ proration: invoiceLines.proration })
    .from(invoiceLines)
    .where(eq(invoiceLines.invoiceId, row.id));
  const isPlain = isBaseReason(row.billingReason) && lines.every(({ proration }) => !proration);
  if (!isPlain) return await readChain(ctx, row);
  const invoice = await (await stripeOf(ctx)).invoices.retrieve(row.id);
  return [toChainInvoice(invoice, await readLines(ctx, await listLines(ctx, invoice)))];
}

/** The database binds at most a hundred values; a list of ids goes in as one. */
function isDecidedOf(ids: string[]) {
  const isOne = sql`${invoices.id} IN (SELECT value FROM json_each(${JSON.stringify(ids)}))`;
  return and(isOne, isNotNull(invoices.decidedAtMs));
}

/** What the changes of each decided invoice among these have granted, by invoice. */
async function readDecided(ctx: Ctx, ids: string[]): Promise<Map<string, number>> {
  const rows = await ctx.db
    .select({
      id: invoices.id,
      amountMicroPt: sql<number>`COALESCE(SUM(CASE WHEN ${invoiceLines.chainId} IS NOT NULL THEN ${invoiceLines.grantMicroPt} END), 0)`,
    })
    .from(invoices)
    .leftJoin(invoiceLines, eq(invoiceLines.invoiceId, invoices.id))
    .where(isDecidedOf(ids))
    .groupBy(invoices.id);
  return new Map(rows.map(({ id, amountMicroPt }) => [id, amountMicroPt]));
}

/** Holds while no other invoice of the period was decided since `decided` was read. */
function decidedIs(ctx: Ctx, ids: string[], decided: ReadonlyMap<string, number>): Statement {
  const count = ctx.db
    .select({ count: sql`COUNT(*)` })
    .from(invoices)
    .where(isDecidedOf(ids));
  return guardRow(ctx.db, sql`(${count}) = ${decided.size}`);
}

function lineUpdates(ctx: Ctx, { grants, chainId }: LineGrants): Statement[] {
  const byLine = Map.groupBy(grants, ({ lineId }) => lineId);
  return [...byLine].map(([lineId, [first, ...more]]) => {
    invariant(first !== undefined && more.length === 0, "a line has one grant");
    return ctx.db
      .update(invoiceLines)
      .set({
        grantMicroPt: first.amountMicroPt,
        expiresAtMs: first.endsAtMs,
        runningSinceMs: first.periodStartsAtMs,
        advancedShareCapPercent: first.advancedShareCapPercent,
        chainId: first.isChange ? chainId : null,
      })
      .where(eq(invoiceLines.id, lineId));
  });
}

async function receiptRows(
  ctx: Ctx,
  row: InvoiceRow,
  grantedMicroPt: number,
): Promise<Statement[]> {
  const { id, workspaceId, currency, number, amountPaidMinor } = row;
  // What is bought without a subscription, as a top-up, has a receipt of its own.
  if (amountPaidMinor === 0 || row.subscriptionId === null) return [];
  const line = await ctx.db
    .select({ description: invoiceLines.description, plan: invoiceLines.plan })
    .from(invoiceLines)
    .where(and(eq(invoiceLines.invoiceId, id), gt(invoiceLines.amountMinor, 0)))
    .orderBy(asc(invoiceLines.position))
    .limit(1)
    .get();
  return await tellRows(ctx, {
    workspaceId,
    template: "receipt",
    data: {
      amountMinor: String(amountPaidMinor),
      currency,
      description: line?.plan ?? line?.description ?? "",
      invoiceNumber: number ?? id,
      pt: microToPt(grantedMicroPt),
    },
    path: `/billing/invoices/${id}`,
    key: `receipt:${id}`,
  });
}

async function decideOnce(ctx: Ctx, id: string): Promise<void> {
  const row = await ctx.db.select().from(invoices).where(eq(invoices.id, id)).get();
  if (row === undefined || row.status !== "paid" || row.decidedAtMs !== null) return;
  const chain = await readWhatCounts(ctx, row);
  const ids = selectChain(chain, id).map((one) => one.id);
  const decided = await readDecided(ctx, ids);
  if (decided.has(id)) return;
  const decision = decideLineGrants(chain, id, decided);
  const grantedMicroPt = decision.grants.reduce((sum, one) => sum + one.amountMicroPt, 0);
  const now = ctx.clock.now();
  await runBatch(ctx.db, [
    decidedIs(ctx, ids, decided),
    ctx.db.update(invoices).set({ decidedAtMs: now, grantedMicroPt }).where(eq(invoices.id, id)),
    ...lineUpdates(ctx, decision),
    ...(await receiptRows(ctx, row, grantedMicroPt)),
    ...webhookRows(ctx, {
      workspaceId: row.workspaceId,
      type: "invoice.paid",
      data: toInvoiceEvent(row, grantedMicroPt),
      key: `invoice.paid:${id}`,
    }),
    auditRow(ctx, "invoice.paid", id, { grantedMicroPt, amountPaidMinor: row.amountPaidMinor }),
  ]);
}

async function grantDecided(ctx: Ctx, row: InvoiceRow): Promise<void> {
  const lines = await ctx.db
    .select()
    .from(invoiceLines)
    .where(
      and(
        eq(invoiceLines.invoiceId, row.id),
        gt(invoiceLines.grantMicroPt, 0),
        isNull(invoiceLines.grantedAtMs),
      ),
    )
    .orderBy(asc(invoiceLines.position));
  for (const line of lines) {
    const { id, plan, planVersionId, grantMicroPt, expiresAtMs, runningSinceMs } = line;
    invariant(plan !== null && planVersionId !== null, "a line that grants has a plan");
    invariant(grantMicroPt !== null && expiresAtMs !== null, "a grant has an amount and an end");
    await grantPaidPeriod(ctx, {
      accountId: row.accountId,
      lineId: id,
      plan,
      planVersionId,
      amountMicroPt: grantMicroPt,
      startsAtMs: line.startsAtMs,
      endsAtMs: expiresAtMs,
      periodStartsAtMs: runningSinceMs ?? line.startsAtMs,
      advancedShareCapPercent: line.advancedShareCapPercent,
    });
    await ctx.db
      .update(invoiceLines)
      .set({ grantedAtMs: ctx.clock.now() })
      .where(eq(invoiceLines.id, id));
  }
}

/**
 * Grants what a paid invoice brings: decides it once, together with the receipt and what customers'
 * webhooks hear, then grants line by line. Safe to repeat and to run at the same time; what a crash
 * left is finished by the next call.
 */
export async function grantInvoice(ctx: Ctx, row: InvoiceRow): Promise<void> {
  if (row.status !== "paid") return;
  if (row.decidedAtMs === null) await swap(async () => await decideOnce(ctx, row.id));
  await grantDecided(ctx, row);
}

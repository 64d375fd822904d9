import { and, asc, eq, exists, gt, gte, inArray, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import {
  chargebacks,
  invoiceLines,
  invoices,
  payments,
  refunds,
  topups,
} from "#features/payments/tables";
import type { Ctx } from "#platform/ctx";
import type { GrantedSource, PaidSource } from "./decide-entitled.ts";
import { ledgerSources } from "./tables.ts";

/** Which money is looked at: made in a time, or with money that went back in it. */
export interface Window {
  fromMs: number;
  toMs: number;
}

export const SOURCES_PAGE = 80;

const one = sql`1`;

/** Payments of which money went back within the window. */
function touched(ctx: Ctx, { fromMs, toMs }: Window, isOwn: SQL): SQL {
  const refunded = ctx.db
    .select({ one })
    .from(payments)
    .innerJoin(refunds, eq(refunds.paymentIntentId, payments.id))
    .where(and(isOwn, gte(refunds.createdAtMs, fromMs), lt(refunds.createdAtMs, toMs)));
  const disputed = ctx.db
    .select({ one })
    .from(payments)
    .innerJoin(chargebacks, eq(chargebacks.paymentIntentId, payments.id))
    .where(and(isOwn, gte(chargebacks.openedAtMs, fromMs), lt(chargebacks.openedAtMs, toMs)));
  return or(exists(refunded), exists(disputed)) ?? sql`0`;
}

async function standingOf(ctx: Ctx, paymentIds: readonly string[]): Promise<Map<string, number[]>> {
  if (paymentIds.length === 0) return new Map();
  const rows = await ctx.db
    .select({ paymentId: chargebacks.paymentIntentId, amountMinor: chargebacks.amountMinor })
    .from(chargebacks)
    .where(
      and(
        sql`${chargebacks.paymentIntentId} IN (SELECT value FROM json_each(${JSON.stringify(paymentIds)}))`,
        eq(chargebacks.withdrawn, true),
        eq(chargebacks.reinstated, false),
      ),
    );
  const groups = Map.groupBy(rows, ({ paymentId }) => paymentId);
  return new Map([...groups].map(([id, list]) => [id, list.map((row) => row.amountMinor)]));
}

interface InvoicePayment {
  id: string;
  invoiceId: string | null;
  refundedMinor: number;
}

async function paymentsOf(ctx: Ctx, invoiceIds: readonly string[]): Promise<InvoicePayment[]> {
  if (invoiceIds.length === 0) return [];
  return await ctx.db
    .select({
      id: payments.id,
      invoiceId: payments.invoiceId,
      refundedMinor: payments.refundedMinor,
    })
    .from(payments)
    .where(inArray(payments.invoiceId, [...invoiceIds]));
}

async function linesWhere(ctx: Ctx, condition: SQL | undefined): Promise<PaidSource[]> {
  const rows = await ctx.db
    .select({ line: invoiceLines, invoice: invoices })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .where(and(eq(invoices.status, "paid"), gt(invoiceLines.grantMicroPt, 0), condition))
    .orderBy(asc(invoiceLines.id))
    .limit(SOURCES_PAGE);
  const paid = await paymentsOf(ctx, [...new Set(rows.map(({ invoice }) => invoice.id))]);
  const standing = await standingOf(
    ctx,
    paid.map(({ id }) => id),
  );
  return rows.map(({ line, invoice }) => {
    const own = paid.filter(({ invoiceId }) => invoiceId === invoice.id);
    return {
      type: "stripe-invoice-line",
      id: line.id,
      accountId: invoice.accountId,
      fixId: invoice.id,
      grantMicroPt: line.grantMicroPt ?? 0,
      settledMinor: Math.max(invoice.totalMinor, invoice.amountPaidMinor),
      returnedMinor: own.reduce(
        (sum, { refundedMinor }) => sum + refundedMinor,
        invoice.creditedMinor,
      ),
      standingMinor: own.flatMap(({ id }) => standing.get(id) ?? []),
    };
  });
}

/** Lines of paid invoices that grant PT, by id: those of the window, or whose money went back in it. */
export async function listPaidLines(
  ctx: Ctx,
  window: Window,
  after: string,
): Promise<PaidSource[]> {
  const isRecent = and(
    gte(invoices.createdAtMs, window.fromMs),
    lt(invoices.createdAtMs, window.toMs),
  );
  const isTouched = touched(ctx, window, sql`${payments.invoiceId} = ${invoices.id}`);
  return await linesWhere(ctx, and(gt(invoiceLines.id, after), or(isRecent, isTouched)));
}

/** One line; undefined when it grants nothing or is not paid. */
export async function findPaidLine(ctx: Ctx, id: string): Promise<PaidSource | undefined> {
  return (await linesWhere(ctx, eq(invoiceLines.id, id)))[0];
}

async function topupsWhere(ctx: Ctx, condition: SQL | undefined): Promise<PaidSource[]> {
  const rows = await ctx.db
    .select({ topup: topups, payment: payments })
    .from(payments)
    .innerJoin(topups, eq(topups.id, payments.topupId))
    .where(and(eq(payments.status, "succeeded"), condition))
    .orderBy(asc(payments.id))
    .limit(SOURCES_PAGE);
  const standing = await standingOf(
    ctx,
    rows.map(({ payment }) => payment.id),
  );
  return rows.map(({ topup, payment }) => ({
    type: "stripe-payment-intent",
    id: payment.id,
    accountId: topup.accountId,
    fixId: payment.id,
    grantMicroPt: topup.grantMicroPt,
    settledMinor: payment.receivedMinor,
    returnedMinor: payment.refundedMinor,
    standingMinor: standing.get(payment.id) ?? [],
  }));
}

/** Payments of top-ups, by id: those of the window, or whose money went back in it. */
export async function listPaidTopups(
  ctx: Ctx,
  window: Window,
  after: string,
): Promise<PaidSource[]> {
  const isRecent = and(
    gte(payments.createdAtMs, window.fromMs),
    lt(payments.createdAtMs, window.toMs),
  );
  const { fromMs, toMs } = window;
  const refunded = ctx.db
    .select({ one })
    .from(refunds)
    .where(
      and(
        eq(refunds.paymentIntentId, payments.id),
        gte(refunds.createdAtMs, fromMs),
        lt(refunds.createdAtMs, toMs),
      ),
    );
  const disputed = ctx.db
    .select({ one })
    .from(chargebacks)
    .where(
      and(
        eq(chargebacks.paymentIntentId, payments.id),
        gte(chargebacks.openedAtMs, fromMs),
        lt(chargebacks.openedAtMs, toMs),
      ),
    );
  const isTouched = or(exists(refunded), exists(disputed));
  return await topupsWhere(ctx, and(gt(payments.id, after), or(isRecent, isTouched)));
}

/** One top-up's payment; undefined when it is none or did not succeed. */
export async function findPaidTopup(ctx: Ctx, id: string): Promise<PaidSource | undefined> {
  return (await topupsWhere(ctx, eq(payments.id, id)))[0];
}

/** What the ledgers have of sources, several rows when several accounts have it. */
export async function findGranted(
  ctx: Ctx,
  type: PaidSource["type"],
  ids: readonly string[],
): Promise<GrantedSource[]> {
  if (ids.length === 0) return [];
  return await ctx.db
    .select()
    .from(ledgerSources)
    .where(and(eq(ledgerSources.type, type), inArray(ledgerSources.id, [...ids])));
}

const UNDECIDED_MAX = 200;

/** Invoices that were paid before `untilMs` and whose grants are not decided. */
export async function listUndecided(
  ctx: Ctx,
  untilMs: number,
): Promise<{ id: string; accountId: string }[]> {
  return await ctx.db
    .select({ id: invoices.id, accountId: invoices.accountId })
    .from(invoices)
    .where(
      and(
        eq(invoices.status, "paid"),
        isNull(invoices.decidedAtMs),
        lt(invoices.paidAtMs, untilMs),
      ),
    )
    .orderBy(asc(invoices.id))
    .limit(UNDECIDED_MAX);
}

/** Grants of the ledgers in the window that no money of ours stands behind, by type and id. */
export async function listUnpaid(
  ctx: Ctx,
  { fromMs, toMs }: Window,
  after: { type: string; id: string },
): Promise<GrantedSource[]> {
  const s = ledgerSources;
  const line = ctx.db
    .select({ one })
    .from(invoiceLines)
    .where(and(eq(invoiceLines.id, s.id), gt(invoiceLines.grantMicroPt, 0)));
  const topup = ctx.db
    .select({ one })
    .from(payments)
    .where(and(eq(payments.id, s.id), sql`${payments.topupId} IS NOT NULL`));
  return await ctx.db
    .select()
    .from(s)
    .where(
      and(
        gte(s.atMs, fromMs),
        lt(s.atMs, toMs),
        sql`(${s.type}, ${s.id}) > (${after.type}, ${after.id})`,
        sql`NOT CASE ${s.type} WHEN 'stripe-invoice-line' THEN ${exists(line)} ELSE ${exists(topup)} END`,
      ),
    )
    .orderBy(asc(s.type), asc(s.id))
    .limit(SOURCES_PAGE);
}

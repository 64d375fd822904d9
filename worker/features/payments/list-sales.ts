import { and, eq, gte, inArray, isNotNull, lt, max, min, notExists, sql } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { invoiceLines, invoices, payments, topups } from "./tables.ts";

/** Money kept for a span of time, without tax and refunds, in the minor unit of its currency. */
export interface SaleSpan {
  accountId: AccountId;
  currency: string;
  amountMinor: number;
  startsAtMs: number;
  /** The same as the beginning for what is sold at once. */
  endsAtMs: number;
}

interface Money {
  netMinor: number;
  grossMinor: number;
  returnedMinor: number;
}

/** What is kept of the part without tax when some of the whole went back, rounded down. */
function keptOf({ netMinor, grossMinor, returnedMinor }: Money): number {
  if (grossMinor <= 0 || returnedMinor >= grossMinor) return 0;
  return Number((BigInt(netMinor) * BigInt(grossMinor - returnedMinor)) / BigInt(grossMinor));
}

async function invoiceSpans(
  ctx: Ctx,
  accountIds: AccountId[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<SaleSpan[]> {
  const startsAtMs = min(invoiceLines.startsAtMs);
  const endsAtMs = max(invoiceLines.endsAtMs);
  // Stripe's page writes an invoice for a top-up as well; that one is counted with the top-ups.
  const ofTopup = ctx.db
    .select({ found: sql`1` })
    .from(payments)
    .where(and(eq(payments.invoiceId, invoices.id), isNotNull(payments.topupId)));
  const rows = await ctx.db
    .select({
      accountId: invoices.accountId,
      currency: invoices.currency,
      totalMinor: invoices.totalMinor,
      taxMinor: invoices.taxMinor,
      returnedMinor: invoices.returnedMinor,
      startsAtMs,
      endsAtMs,
    })
    .from(invoices)
    .innerJoin(invoiceLines, eq(invoiceLines.invoiceId, invoices.id))
    .where(
      and(inArray(invoices.accountId, accountIds), eq(invoices.status, "paid"), notExists(ofTopup)),
    )
    .groupBy(invoices.id)
    .having(and(sql`${startsAtMs} < ${toMs}`, sql`${endsAtMs} >= ${fromMs}`));
  return rows.map(({ accountId, currency, totalMinor, taxMinor, returnedMinor, ...span }) => ({
    accountId,
    currency,
    startsAtMs: span.startsAtMs ?? 0,
    endsAtMs: span.endsAtMs ?? 0,
    amountMinor: keptOf({ netMinor: totalMinor - taxMinor, grossMinor: totalMinor, returnedMinor }),
  }));
}

async function topupSales(
  ctx: Ctx,
  accountIds: AccountId[],
  { fromMs, toMs }: { fromMs: number; toMs: number },
): Promise<SaleSpan[]> {
  const rows = await ctx.db
    .select({
      accountId: topups.accountId,
      currency: topups.currency,
      netMinor: topups.amountMinor,
      grossMinor: payments.receivedMinor,
      returnedMinor: payments.refundedMinor,
      atMs: topups.createdAtMs,
    })
    .from(topups)
    .innerJoin(payments, eq(payments.id, topups.paymentIntentId))
    .where(
      and(
        inArray(topups.accountId, accountIds),
        eq(topups.state, "succeeded"),
        gte(topups.createdAtMs, fromMs),
        lt(topups.createdAtMs, toMs),
      ),
    );
  return rows.map(({ accountId, currency, atMs, ...money }) => ({
    accountId,
    currency,
    amountMinor: keptOf(money),
    startsAtMs: atMs,
    endsAtMs: atMs,
  }));
}

/**
 * What accounts paid for spans of time that touch the window (end not included): plans for the time
 * of their invoice's lines, packs at once. At most 90 accounts a call. For jobs and the operator.
 */
export async function listSales(
  ctx: Ctx,
  accountIds: AccountId[],
  window: { fromMs: number; toMs: number },
): Promise<SaleSpan[]> {
  const parts = await Promise.all([
    invoiceSpans(ctx, accountIds, window),
    topupSales(ctx, accountIds, window),
  ]);
  return parts.flat();
}

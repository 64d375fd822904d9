import { and, eq, gt, inArray, lte } from "drizzle-orm";
import type { GrantSource } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { chargebacks, invoiceLines, invoices, payments, refunds, topups } from "./tables.ts";

/** What was paid for a grant, without tax, and what of it has gone back; minor units. */
export interface GrantMoney {
  currency: string;
  paidMinor: number;
  returnedMinor: number;
}

interface Sale {
  currency: string;
  netMinor: number;
  grossMinor: number;
  returnedMinor: number;
}

/** D1 takes a hundred parameters a statement. */
const IDS_MAX = 90;

function chunksOf<T>(all: readonly T[]): T[][] {
  const chunks: T[][] = [];
  for (let from = 0; from < all.length; from += IDS_MAX)
    chunks.push(all.slice(from, from + IDS_MAX));
  return chunks;
}

/** `whole × part / all`, rounded down. */
function share(whole: number, part: number, all: number): number {
  if (all <= 0 || part <= 0) return 0;
  if (part >= all) return whole;
  return Number((BigInt(whole) * BigInt(part)) / BigInt(all));
}

/** What went back of payments until then, by payment: refunds, and chargebacks that stand. */
async function returnedOf(
  ctx: Ctx,
  paymentIds: readonly string[],
  asOfMs: number,
): Promise<Map<string, number>> {
  const sums = new Map<string, number>();
  const add = (id: string, amountMinor: number) => sums.set(id, (sums.get(id) ?? 0) + amountMinor);
  for (const ids of chunksOf(paymentIds)) {
    const refunded = await ctx.db
      .select({ id: refunds.paymentIntentId, amountMinor: refunds.amountMinor })
      .from(refunds)
      .where(
        and(
          inArray(refunds.paymentIntentId, ids),
          eq(refunds.state, "succeeded"),
          lte(refunds.createdAtMs, asOfMs),
        ),
      );
    const disputed = await ctx.db
      .select({ id: chargebacks.paymentIntentId, amountMinor: chargebacks.amountMinor })
      .from(chargebacks)
      .where(
        and(
          inArray(chargebacks.paymentIntentId, ids),
          eq(chargebacks.withdrawn, true),
          eq(chargebacks.reinstated, false),
          lte(chargebacks.openedAtMs, asOfMs),
        ),
      );
    for (const { id, amountMinor } of [...refunded, ...disputed]) add(id, amountMinor);
  }
  return sums;
}

function toMoney({ currency, netMinor, grossMinor, returnedMinor }: Sale): GrantMoney {
  return {
    currency,
    paidMinor: netMinor,
    returnedMinor: share(netMinor, returnedMinor, grossMinor),
  };
}

async function topupMoney(
  ctx: Ctx,
  ids: readonly string[],
  asOfMs: number,
): Promise<[string, GrantMoney][]> {
  const found: [string, GrantMoney][] = [];
  for (const part of chunksOf(ids)) {
    const rows = await ctx.db
      .select({
        id: payments.id,
        currency: payments.currency,
        netMinor: topups.amountMinor,
        grossMinor: payments.receivedMinor,
      })
      .from(payments)
      .innerJoin(topups, eq(topups.paymentIntentId, payments.id))
      .where(inArray(payments.id, part));
    const returned = await returnedOf(
      ctx,
      rows.map(({ id }) => id),
      asOfMs,
    );
    for (const row of rows) {
      const sale = { ...row, returnedMinor: returned.get(row.id) ?? 0 };
      found.push([`stripe-payment-intent:${row.id}`, toMoney(sale)]);
    }
  }
  return found;
}

interface LineRow {
  id: string;
  invoiceId: string;
  grantMicroPt: number;
}

/** The invoice's money, shared out over its granting lines by their PT; the last one takes the rest. */
function shareOut(lines: readonly LineRow[], money: GrantMoney): [string, GrantMoney][] {
  const all = lines.reduce((sum, { grantMicroPt }) => sum + grantMicroPt, 0);
  let paidLeft = money.paidMinor;
  let returnedLeft = money.returnedMinor;
  return lines.map(({ id, grantMicroPt }, index) => {
    const isLast = index === lines.length - 1;
    const paidMinor = isLast ? paidLeft : share(money.paidMinor, grantMicroPt, all);
    const returnedMinor = isLast ? returnedLeft : share(money.returnedMinor, grantMicroPt, all);
    paidLeft -= paidMinor;
    returnedLeft -= returnedMinor;
    return [`stripe-invoice-line:${id}`, { ...money, paidMinor, returnedMinor }];
  });
}

async function salesOf(ctx: Ctx, invoiceIds: readonly string[], asOfMs: number) {
  const rows = await ctx.db
    .select()
    .from(invoices)
    .where(inArray(invoices.id, [...invoiceIds]));
  const paid = await ctx.db
    .select({ id: payments.id, invoiceId: payments.invoiceId })
    .from(payments)
    .where(inArray(payments.invoiceId, [...invoiceIds]));
  const returned = await returnedOf(
    ctx,
    paid.map(({ id }) => id),
    asOfMs,
  );
  return rows.map((row) => {
    const own = paid.filter(({ invoiceId }) => invoiceId === row.id);
    const back = own.reduce((sum, { id }) => sum + (returned.get(id) ?? 0), row.creditedMinor);
    const sale: Sale = {
      currency: row.currency,
      netMinor: row.totalMinor - row.taxMinor,
      grossMinor: row.totalMinor,
      returnedMinor: back,
    };
    return { invoiceId: row.id, money: toMoney(sale) };
  });
}

async function lineMoney(
  ctx: Ctx,
  ids: readonly string[],
  asOfMs: number,
): Promise<[string, GrantMoney][]> {
  const found: [string, GrantMoney][] = [];
  for (const part of chunksOf(ids)) {
    const owners = await ctx.db
      .selectDistinct({ invoiceId: invoiceLines.invoiceId })
      .from(invoiceLines)
      .where(inArray(invoiceLines.id, part));
    const invoiceIds = owners.map(({ invoiceId }) => invoiceId);
    if (invoiceIds.length === 0) continue;
    const lines = await ctx.db
      .select({
        id: invoiceLines.id,
        invoiceId: invoiceLines.invoiceId,
        grantMicroPt: invoiceLines.grantMicroPt,
      })
      .from(invoiceLines)
      .where(and(inArray(invoiceLines.invoiceId, invoiceIds), gt(invoiceLines.grantMicroPt, 0)))
      .orderBy(invoiceLines.invoiceId, invoiceLines.position);
    for (const { invoiceId, money } of await salesOf(ctx, invoiceIds, asOfMs)) {
      const own = lines.flatMap(({ grantMicroPt, ...line }) =>
        line.invoiceId === invoiceId && grantMicroPt !== null ? [{ ...line, grantMicroPt }] : [],
      );
      found.push(...shareOut(own, money));
    }
  }
  return found;
}

/**
 * What was paid for grants and what of it had gone back by `asOfMs`, by `<source type>:<source id>`;
 * grants that nobody paid for are absent. Without tax. The money of an invoice with several granting
 * lines is shared out by their PT, and the shares add up to it exactly. For jobs and the operator.
 */
export async function findGrantMoney(
  ctx: Ctx,
  sources: readonly GrantSource[],
  asOfMs: number,
): Promise<Map<string, GrantMoney>> {
  const idsOf = (type: string) => [
    ...new Set(sources.flatMap((source) => (source.type === type ? [source.id] : []))),
  ];
  const parts = await Promise.all([
    topupMoney(ctx, idsOf("stripe-payment-intent"), asOfMs),
    lineMoney(ctx, idsOf("stripe-invoice-line"), asOfMs),
  ]);
  return new Map(parts.flat());
}

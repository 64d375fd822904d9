import { asc, eq, lt } from "drizzle-orm";
import type { Stripe } from "stripe";
import { HOUR_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { isStripeConnected, stripeOf } from "#platform/stripe";
import { findDefaultMethod } from "./default-method.ts";
import { cards } from "./tables.ts";
import { tellRows } from "./tell.ts";

/** A night looks at so many customers, those first that nobody looked at for the longest time. */
const CHECK_MAX = 500;
const CHECKED_LATELY_MS = 20 * HOUR_MS;
const billedStatuses = new Set<string>(["active", "trialing", "past_due"]);

type CardRow = typeof cards.$inferSelect;

/**
 * True from the beginning of the month before the one that is printed on the card: there is time for
 * one more renewal at least. False once it has expired.
 */
export function isExpiring(expMonth: number, expYear: number, nowMs: number): boolean {
  const endsAtMs = Date.UTC(expYear, expMonth, 1);
  const beginsAtMs = Date.UTC(expYear, expMonth - 2, 1);
  return nowMs >= beginsAtMs && nowMs < endsAtMs;
}

async function readCard(ctx: Ctx, customerId: string): Promise<Stripe.PaymentMethod | undefined> {
  const methodId = await findDefaultMethod(ctx, customerId);
  if (methodId === null) return undefined;
  return await (await stripeOf(ctx)).paymentMethods.retrieve(methodId);
}

async function isBilled(ctx: Ctx, customerId: string): Promise<boolean> {
  const stripe = await stripeOf(ctx);
  const { data } = await stripe.subscriptions.list({ customer: customerId, limit: 10 });
  return data.some(({ status }) => billedStatuses.has(status));
}

async function expiryRows(
  ctx: Ctx,
  row: CardRow,
  method: Stripe.PaymentMethod,
): Promise<Statement[]> {
  const { card } = method;
  if (card === undefined) return [];
  if (!isExpiring(card.exp_month, card.exp_year, ctx.clock.now())) return [];
  if (!(await isBilled(ctx, row.customerId))) return [];
  const month = `${card.exp_year}-${String(card.exp_month).padStart(2, "0")}`;
  return await tellRows(ctx, {
    workspaceId: row.workspaceId,
    template: "card-expiring",
    data: { brand: card.brand, last4: card.last4, month },
    path: "/billing/methods",
    key: `card-expiring:${method.id}:${month}`,
  });
}

async function check(ctx: Ctx, row: CardRow): Promise<boolean> {
  const method = await readCard(ctx, row.customerId);
  const told = method === undefined ? [] : await expiryRows(ctx, row, method);
  await runBatch(ctx.db, [
    ctx.db
      .update(cards)
      .set({
        paymentMethodId: method?.id ?? null,
        brand: method?.card?.brand ?? null,
        last4: method?.card?.last4 ?? null,
        expMonth: method?.card?.exp_month ?? null,
        expYear: method?.card?.exp_year ?? null,
        checkedAtMs: ctx.clock.now(),
      })
      .where(eq(cards.customerId, row.customerId)),
    ...told,
  ]);
  return told.length > 0;
}

/**
 * Writes to customers whose card expires this month or next, once for a card and month. For cron;
 * one that fails is logged, and its turn comes again.
 */
export async function checkCards(
  ctx: Ctx,
): Promise<{ looked: number; expiring: number; failed: number }> {
  if (!isStripeConnected(ctx)) return { looked: 0, expiring: 0, failed: 0 };
  const rows = await ctx.db
    .select()
    .from(cards)
    .where(lt(cards.checkedAtMs, ctx.clock.now() - CHECKED_LATELY_MS))
    .orderBy(asc(cards.checkedAtMs))
    .limit(CHECK_MAX);
  let expiring = 0;
  let failed = 0;
  for (const row of rows) {
    try {
      if (await check(ctx, row)) expiring += 1;
    } catch (cause) {
      failed += 1;
      ctx.log.error("payments.card-not-checked", cause, { customerId: row.customerId });
      // Others come before it the next night.
      await ctx.db
        .update(cards)
        .set({ checkedAtMs: ctx.clock.now() })
        .where(eq(cards.customerId, row.customerId));
    }
  }
  return { looked: rows.length, expiring, failed };
}

import { and, eq, isNotNull, isNull, sql } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { stripeOf } from "#platform/stripe";
import { findAutoRow, spentIn, tellCap } from "./auto-topup-settings.ts";
import { monthEndsAtMs, monthOf } from "./decide-auto-topup.ts";
import { endTopup, type TopupRow } from "./follow-topup.ts";
import { autoTopups, topups } from "./tables.ts";

/** Asked under the row's own key: a repeat gets the same calculation. */
async function calculate(ctx: Ctx, topup: TopupRow, customerId: string) {
  const stripe = await stripeOf(ctx);
  const { id, amountMinor, currency } = topup;
  return await stripe.tax.calculations.create(
    {
      currency,
      customer: customerId,
      line_items: [{ amount: amountMinor, reference: id, tax_behavior: "exclusive" }],
    },
    { idempotencyKey: `tax:${id}` },
  );
}

/** With the tax the pack no longer fits under the month's cap: nothing is bought until the next one. */
async function restForMonth(ctx: Ctx, topup: TopupRow): Promise<void> {
  const { accountId } = topup;
  await endTopup(ctx, topup, { state: "canceled", failure: "cap_reached" });
  const now = ctx.clock.now();
  await ctx.db
    .update(autoTopups)
    .set({ notBeforeMs: monthEndsAtMs(now), version: sql`${autoTopups.version} + 1` })
    .where(eq(autoTopups.accountId, accountId));
  const settings = await findAutoRow(ctx, accountId);
  if (settings !== undefined) await tellCap(ctx, settings, monthOf(now));
}

/**
 * The tax of an automatic top-up where Stripe Tax is on: calculated once for the customer's place,
 * kept in the row before anything is charged, and counted against the month's cap. False when the
 * cap leaves no room for it; the top-up has then ended.
 *
 * @throws Stripe's refusal where the customer's place is not known well enough.
 */
export async function takeTax(ctx: Ctx, topup: TopupRow, customerId: string): Promise<boolean> {
  const isTaxed = ctx.settings.stripe?.tax === true && topup.how === "automatic";
  if (!isTaxed || topup.taxCalculationId !== null) return true;
  const { id, tax_amount_exclusive: taxMinor } = await calculate(ctx, topup, customerId);
  const own = eq(topups.id, topup.id);
  const isTaken = ctx.db
    .select({ found: sql`1` })
    .from(topups)
    .where(and(own, isNotNull(topups.taxCalculationId)));
  const cap = sql`(SELECT ${autoTopups.monthlyCapMinor} FROM ${autoTopups} WHERE ${autoTopups.accountId} = ${topup.accountId})`;
  const spent = spentIn(ctx, topup.accountId, topup.capMonth ?? monthOf(topup.createdAtMs));
  const fits = sql`(${spent}) + ${taxMinor} <= ${cap}`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`(EXISTS ${isTaken} OR ${fits})`),
      ctx.db
        .update(topups)
        .set({ taxMinor, taxCalculationId: id })
        .where(and(own, isNull(topups.taxCalculationId))),
    ]);
    return true;
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
    await restForMonth(ctx, topup);
    return false;
  }
}

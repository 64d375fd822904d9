import { and, asc, eq, inArray, isNotNull } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import { refusalProblem } from "#features/credits";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { decideClawbacks, type MoneyBack, type PaidGrant } from "./decide-clawbacks.ts";
import { chargebacks, refunds } from "./tables.ts";

/** The chargebacks of payments, as far as money is concerned. */
export async function listMoneyDisputes(
  ctx: Ctx,
  paymentIntentIds: string[],
): Promise<MoneyBack["chargebacks"]> {
  if (paymentIntentIds.length === 0) return [];
  const { id, amountMinor, withdrawn, reinstated } = chargebacks;
  return await ctx.db
    .select({ id, amountMinor, withdrawn, reinstated })
    .from(chargebacks)
    .where(inArray(chargebacks.paymentIntentId, paymentIntentIds));
}

/** Refunds of payments that the bank did not take, in order. */
export async function listFailedRefunds(
  ctx: Ctx,
  paymentIntentIds: string[],
): Promise<MoneyBack["failedRefunds"]> {
  if (paymentIntentIds.length === 0) return [];
  const rows = await ctx.db
    .select({ id: refunds.stripeId, amountMinor: refunds.amountMinor })
    .from(refunds)
    .where(
      and(
        inArray(refunds.paymentIntentId, paymentIntentIds),
        eq(refunds.state, "failed"),
        isNotNull(refunds.stripeId),
      ),
    )
    .orderBy(asc(refunds.createdAtMs), asc(refunds.stripeId));
  return rows.flatMap(({ id, amountMinor }) => (id === null ? [] : [{ id, amountMinor }]));
}

/** The money that ever went back, of what Stripe counts now and of what failed. */
export function everReturned(netMinor: number, failed: MoneyBack["failedRefunds"]): number {
  return failed.reduce((sum, { amountMinor }) => sum + amountMinor, netMinor);
}

/**
 * Tells the ledger what of a payment's PT goes back with its money. Safe to repeat and to run at the
 * same time: every step has its effect once, and their sum does not depend on the order.
 */
export async function clawBack(
  ctx: Ctx,
  accountId: AccountId,
  { grants, money }: { grants: readonly PaidGrant[]; money: MoneyBack },
): Promise<void> {
  const ledger = ledgerOf(ctx.env, accountId);
  for (const step of decideClawbacks(grants, money)) {
    const result = await ledger.apply(step);
    if (!result.ok) throw refusalProblem(ctx, result);
  }
}

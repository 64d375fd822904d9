import { inArray } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import { refusalProblem } from "#features/credits";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { decideClawbacks, type MoneyBack, type PaidGrant } from "./decide-clawbacks.ts";
import { chargebacks } from "./tables.ts";

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

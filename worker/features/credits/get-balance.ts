import { requirePermission } from "#features/workspaces";
import { type BalanceDocument, ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import type { Balance } from "./schema.ts";
import { renewPlan } from "./start-plan.ts";

async function read(ctx: Ctx): Promise<BalanceDocument> {
  return await ledgerOf(ctx.env, requirePermission(ctx, "credits.read").accountId).balance();
}

/**
 * The balance of the workspace's account, from its ledger. A free plan whose period is over begins
 * the next one first, so nobody looks at an empty account for want of a timer. One call to the
 * ledger while a plan is running.
 */
export async function getBalance(ctx: Ctx): Promise<Balance> {
  const { accountId, plan } = requirePermission(ctx, "credits.read");
  let balance = await read(ctx);
  if (balance.plan === null && plan === "free" && (await renewPlan(ctx, accountId))) {
    balance = await read(ctx);
  }
  return { ...balance, plan };
}

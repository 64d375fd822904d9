import type { AccountId } from "#core/ids";
import { requireOperator } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { refusalProblem } from "./refusal-problem.ts";

/**
 * Moves what one account has available to another; kinds, priorities and expiries stay. PT that are
 * held stay until their turn has settled. Only the operator and jobs may. Safe to repeat and to
 * resume after a crash in the middle: the same key moves once. Answers the micro-PT moved.
 */
export async function transferAccount(
  ctx: Ctx,
  move: { fromAccountId: AccountId; toAccountId: AccountId; key: string },
): Promise<number> {
  requireOperator(ctx);
  const { fromAccountId, toAccountId, key } = move;
  const sent = await ledgerOf(ctx.env, fromAccountId).apply<"transferOut">({
    type: "transferOut",
    key: `transfer:${key}`,
    transferId: key,
    toAccountId,
    amountMicroPt: "all",
  });
  if (!sent.ok) throw refusalProblem(ctx, sent);
  if (sent.value.parts.length === 0) return 0;
  const received = await ledgerOf(ctx.env, toAccountId).apply<"transferIn">({
    type: "transferIn",
    key: `transfer:${key}`,
    transferId: key,
    fromAccountId,
    parts: sent.value.parts,
  });
  if (!received.ok) throw refusalProblem(ctx, received);
  return received.value.amountMicroPt;
}

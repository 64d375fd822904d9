import type { AccountId } from "#core/ids";
import { requireOperator } from "#features/workspaces";
import { type GrantKind, type GrantReply, type GrantSource, ledgerOf } from "#objects/ledger";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { refusalProblem } from "./refusal-problem.ts";

export interface GrantPt {
  accountId: AccountId;
  /** Made by the caller: the same key and terms grant once. */
  key: string;
  kind: GrantKind;
  amountMicroPt: number;
  expiresAtMs?: number | null | undefined;
  /** Lower burns first; 50 when absent. */
  priority?: number | undefined;
  /** The business object behind it, which grants once for ever; absent: the key itself. */
  source?: GrantSource | undefined;
}

/**
 * Credits PT to an account. Only the operator and jobs may. Safe to repeat: the same key, and the
 * same source under whatever key, grants once. Refuses the same key with other terms with
 * `idempotency-key-reused`.
 */
export async function grantPt(ctx: Ctx, grant: GrantPt): Promise<GrantReply> {
  requireOperator(ctx);
  const { accountId, key, kind, amountMicroPt, expiresAtMs = null, priority } = grant;
  const result = await ledgerOf(ctx.env, accountId).apply<"grant">({
    type: "grant",
    key,
    kind,
    amountMicroPt,
    expiresAtMs,
    ...(priority === undefined ? {} : { priority }),
    source: grant.source ?? { type: "grant", id: key },
  });
  if (!result.ok) throw refusalProblem(ctx, result);
  await runBatch(ctx.db, [
    auditRow(ctx, "credits.granted", accountId, {
      grantId: result.value.grantId,
      kind,
      amountMicroPt,
    }),
  ]);
  return result.value;
}

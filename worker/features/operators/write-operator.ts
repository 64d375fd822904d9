import { eq, type SQL } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import { limiterOf } from "#objects/limiter";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, runBatch } from "#platform/db";

/**
 * Makes someone an operator or takes that away, where the condition holds in the same moment;
 * otherwise the batch fails by its guard. Their API keys are looked at anew from then on.
 */
export async function writeOperator(
  ctx: Ctx,
  userId: UserId,
  { operator, onlyWhile }: { operator: boolean; onlyWhile: SQL },
): Promise<void> {
  await runBatch(ctx.db, [
    guardRow(ctx.db, onlyWhile),
    ctx.db.update(users).set({ operator }).where(eq(users.id, userId)),
    auditRow(ctx, operator ? "operator.named" : "operator.removed", userId),
  ]);
  await limiterOf(ctx.env, `user:${userId}`).bumpEpoch();
}

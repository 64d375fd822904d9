import { and, eq } from "drizzle-orm";
import { forgetSessions } from "#features/sessions";
import { requireUser } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { accountDeletions } from "./tables.ts";

/**
 * Brings the signed-in person's account back before it is erased. API keys that ended stay ended, and
 * a subscription that was cancelled can be resumed under Billing. Safe to repeat.
 */
export async function withdrawDeletion(ctx: Ctx): Promise<void> {
  const { userId } = requireUser(ctx);
  await runBatch(ctx.db, [
    ctx.db
      .delete(accountDeletions)
      .where(and(eq(accountDeletions.userId, userId), eq(accountDeletions.state, "grace"))),
    auditRow(ctx, "account.deletion-withdrawn", userId),
  ]);
  await forgetSessions(ctx.env, [userId]);
}

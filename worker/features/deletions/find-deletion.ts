import { and, eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { DeletionView } from "./schema.ts";
import { accountDeletions } from "./tables.ts";

/** The deletion that waits for a person's account; undefined when none was asked for. */
export async function findDeletion(ctx: Ctx, userId: UserId): Promise<DeletionView | undefined> {
  const { state, requestedAtMs, dueAtMs } = accountDeletions;
  return await ctx.db
    .select({ state, requestedAtMs, dueAtMs })
    .from(accountDeletions)
    .where(and(eq(accountDeletions.userId, userId)))
    .get();
}

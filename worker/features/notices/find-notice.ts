import { eq } from "drizzle-orm";
import type { Id } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { notices } from "./tables.ts";

/** A notice as it was written; undefined when its occasion had been told before. For jobs. */
export async function findNotice(
  ctx: Ctx,
  id: Id<"ntc">,
): Promise<typeof notices.$inferSelect | undefined> {
  return await ctx.db.select().from(notices).where(eq(notices.id, id)).get();
}

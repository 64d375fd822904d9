import { eq } from "drizzle-orm";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";

/** The name of the workspace that asks the signed-in person for its sign-on; undefined when none does. */
export async function findAwaited(ctx: Ctx): Promise<string | undefined> {
  const { actor } = ctx;
  if (actor.kind !== "user" || actor.awaitsSignOn === undefined) return undefined;
  const row = await ctx.db
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, actor.awaitsSignOn))
    .get();
  return row?.name;
}

import { listOperators } from "#features/identity";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { OperatorView } from "./schema.ts";

/** Who runs this deployment, first made first. For operators. */
export async function listOperatorViews(ctx: Ctx): Promise<OperatorView[]> {
  requireOperator(ctx);
  const own = ctx.actor.kind === "user" || ctx.actor.kind === "api-key" ? ctx.actor.userId : null;
  return (await listOperators(ctx)).map(({ userId, name, email }) => ({
    userId,
    name,
    email,
    isYou: userId === own,
  }));
}

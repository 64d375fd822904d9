import { eq } from "drizzle-orm";
import type { Id, WorkspaceId } from "#core/ids";
import type { Ctx, Plan } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { currentVersionId } from "./current-version-id.ts";
import { workspaces } from "./tables.ts";

/**
 * The row that puts a workspace on a plan, for the batch of the verb that calls it, which has
 * authorised and writes the audit row. Without a version the one on offer is taken.
 */
export function planRow(
  ctx: Ctx,
  workspaceId: WorkspaceId,
  { plan, planVersionId }: { plan: Plan; planVersionId?: Id<"plan"> | undefined },
): Statement {
  return ctx.db
    .update(workspaces)
    .set({
      plan,
      planVersionId: planVersionId ?? currentVersionId(plan),
      updatedAtMs: ctx.clock.now(),
    })
    .where(eq(workspaces.id, workspaceId));
}

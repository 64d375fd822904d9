import { and, eq, isNull } from "drizzle-orm";
import type { WorkspaceId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { forgetMembers } from "./forget-members.ts";
import { requirePermission } from "./guards.ts";
import { RenameWorkspace } from "./schema.ts";
import { workspaces } from "./tables.ts";

/** Two workspaces never share their name in addresses. */
export function slugTaken(cause: unknown): Problem {
  return new Problem("already-exists", {
    errors: [{ pointer: "/slug", detail: "another workspace has this name in its address" }],
    cause,
  });
}

/**
 * Renames the workspace of this request, and gives it another name in addresses where one is asked
 * for. Refuses a slug that is taken with `already-exists`. Refuses without `workspace.update`, and another workspace as
 * `not-found`. The same name again changes nothing.
 */
export async function renameWorkspace(
  ctx: Ctx,
  id: WorkspaceId,
  input: RenameWorkspace,
): Promise<void> {
  const workspace = requirePermission(ctx, "workspace.update");
  if (workspace.id !== id) throw new Problem("not-found");
  const { name, slug } = parseInput(RenameWorkspace, input);
  try {
    await runBatch(ctx.db, [
      ctx.db
        .update(workspaces)
        .set({ name, slug, updatedAtMs: ctx.clock.now() })
        .where(and(eq(workspaces.id, id), isNull(workspaces.deletedAtMs))),
      auditRow(ctx, "workspace.renamed", id),
    ]);
  } catch (cause) {
    if (!isUniqueViolation(cause, "workspaces.slug")) throw cause;
    throw slugTaken(cause);
  }
  await forgetMembers(ctx, id);
}

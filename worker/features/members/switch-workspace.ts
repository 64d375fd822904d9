import { and, asc, eq, isNull } from "drizzle-orm";
import { Problem } from "#core/problem";
import { sessions } from "#features/sessions/tables";
import { requireUser } from "#features/workspaces";
import { memberships, workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { forgetMembers } from "./forget-members.ts";
import type { MyWorkspace } from "./schema.ts";

const LISTED_MAX = 100;

/** The workspaces that the signed-in person belongs to, oldest membership first, at most 100. */
export async function listMyWorkspaces(ctx: Ctx): Promise<MyWorkspace[]> {
  const { userId } = requireUser(ctx);
  const rows = await ctx.db
    .select({
      id: workspaces.id,
      slug: workspaces.slug,
      name: workspaces.name,
      kind: workspaces.kind,
      role: memberships.role,
      deleteAtMs: workspaces.deleteAtMs,
    })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .where(and(eq(memberships.userId, userId), isNull(workspaces.deletedAtMs)))
    .orderBy(asc(memberships.createdAtMs))
    .limit(LISTED_MAX);
  return rows.map(({ id, slug, name, kind, role, deleteAtMs }) => {
    return { id, slug, name, kind, role, deleteAtMs, current: id === ctx.workspace?.id };
  });
}

/**
 * Moves this session into another workspace of the signed-in person, by its slug, until it moves on:
 * other browsers stay where they are. A workspace they do not belong to is `not-found`. Safe to
 * repeat.
 */
export async function switchWorkspace(ctx: Ctx, slug: string): Promise<void> {
  const { userId, sessionId } = requireUser(ctx);
  const mine = await listMyWorkspaces(ctx);
  const target = mine.find((one) => one.slug === slug);
  if (target === undefined) throw new Problem("not-found");
  const workspaceId = target.id as `ws_${string}`;
  await runBatch(ctx.db, [
    ctx.db.update(sessions).set({ workspaceId }).where(eq(sessions.id, sessionId)),
    auditRow(ctx, "session.switched", workspaceId),
  ]);
  await forgetMembers(ctx, userId);
}

import { and, count, eq, isNull, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { sessions } from "#features/sessions/tables";
import { draftWorkspace, requireUser, slugTaken } from "#features/workspaces";
import { memberships, workspaces } from "#features/workspaces/tables";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, isUniqueViolation, runBatch } from "#platform/db";
import { forgetMembers } from "./forget-members.ts";
import { FREE_TEAMS_MAX, NewTeam } from "./schema.ts";

function full(): Problem {
  return new Problem("limit-reached", {
    detail: `You own ${FREE_TEAMS_MAX} teams on the Free plan; choose a plan for one of them first.`,
    extensions: { limit: FREE_TEAMS_MAX },
  });
}

/**
 * Makes a team on the Free plan, owned by the signed-in person, and moves their session into it.
 * Refuses a slug that is taken with `already-exists`, so a retry with the same slug makes no second
 * one, and the fourth team on the Free plan with `limit-reached`.
 */
export async function createTeam(ctx: Ctx, input: NewTeam): Promise<WorkspaceRef> {
  const { userId, sessionId } = requireUser(ctx);
  const { name, slug } = parseInput(NewTeam, input);
  const draft = { name, slug, kind: "team", plan: "free", ownerId: userId } as const;
  const { workspace, statements } = draftWorkspace(ctx, draft);
  const freeTeams = ctx.db
    .select({ teams: count() })
    .from(memberships)
    .innerJoin(workspaces, eq(workspaces.id, memberships.workspaceId))
    .where(
      and(
        eq(memberships.userId, userId),
        eq(memberships.role, "owner"),
        eq(workspaces.kind, "team"),
        eq(workspaces.plan, "free"),
        isNull(workspaces.deletedAtMs),
      ),
    );
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`(${freeTeams}) < ${FREE_TEAMS_MAX}`),
      ...statements,
      ctx.db.update(sessions).set({ workspaceId: workspace.id }).where(eq(sessions.id, sessionId)),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw full();
    if (isUniqueViolation(cause, "workspaces.slug")) throw slugTaken(cause);
    throw cause;
  }
  await forgetMembers(ctx, userId);
  return workspace;
}

import { type SQL, sql } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { hasSeat, seatsOf } from "#features/members";
import { forgetSessions } from "#features/sessions";
import { findMembership, membershipRow } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { noLongerAsksRows } from "./end-request.ts";
import type { JoinRole } from "./schema.ts";

interface Entry {
  userId: UserId;
  role: JoinRole;
  /** What must hold besides a free seat. */
  only?: SQL;
  /** What is written with it. */
  rows?: Statement[];
}

/**
 * Lets someone in while there is a seat; false when there is none, or `only` does not hold. Who is in
 * already waits no more.
 */
export async function letIn(
  ctx: Ctx,
  workspace: WorkspaceRef,
  { userId, role, only = sql`1`, rows = [] }: Entry,
): Promise<boolean> {
  const { seats } = await seatsOf(ctx, workspace);
  const { id: workspaceId } = workspace;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`${only} AND ${hasSeat(workspace, seats)}`),
      membershipRow(ctx, { workspaceId, userId, role }),
      ...(await noLongerAsksRows(ctx, workspaceId, userId)),
      auditRow({ ...ctx, workspace }, "member.joined", userId, { role, by: "domain" }),
      ...rows,
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) return false;
    if ((await findMembership(ctx, workspaceId, userId)) === undefined) throw cause;
    await runBatch(ctx.db, await noLongerAsksRows(ctx, workspaceId, userId));
  }
  await forgetSessions(ctx.env, [userId]);
  return true;
}

import { asc, eq, sql } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { users } from "#features/identity/tables";
import { noSeat, requireGivable, seatsOf } from "#features/members";
import { findMembership, requirePermission } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { hasAsked, requestOf } from "./ask-to-join.ts";
import { endRequestRows } from "./end-request.ts";
import { letIn } from "./let-in.ts";
import type { JoinRequestView } from "./schema.ts";
import { joinRequests } from "./tables.ts";
import { tellAsker } from "./tell.ts";

const LISTED_MAX = 200;

/** People who wait to be let into the workspace, longest first, at most 200. */
export async function listJoinRequests(ctx: Ctx): Promise<JoinRequestView[]> {
  const { id } = requirePermission(ctx, "members.invite");
  return await ctx.db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      role: joinRequests.role,
      askedAtMs: joinRequests.askedAtMs,
    })
    .from(joinRequests)
    .innerJoin(users, eq(users.id, joinRequests.userId))
    .where(eq(joinRequests.workspaceId, id))
    .orderBy(asc(joinRequests.askedAtMs))
    .limit(LISTED_MAX);
}

function nobodyAsks(cause?: unknown): Problem {
  return new Problem("not-found", { detail: "Nobody of that id asks.", cause });
}

/**
 * Lets someone in who asked, or declines, and mails them the answer. Of several answers at once the
 * first counts. Refuses with `not-found` whoever does not ask, or no more, and with `limit-reached`
 * when no seat is left.
 */
export async function answerJoinRequest(
  ctx: Ctx,
  userId: string,
  { accept }: { accept: boolean },
): Promise<void> {
  const workspace = requirePermission(ctx, "members.invite");
  if (!isId("user", userId)) throw nobodyAsks();
  const theirs = requestOf(workspace.id, userId);
  const request = await ctx.db.select().from(joinRequests).where(theirs).get();
  if (request === undefined) throw nobodyAsks();
  const { role } = request;
  const rows = await tellAsker(ctx, request, accept ? "approved" : "declined");
  const only = sql`EXISTS (SELECT 1 FROM ${joinRequests} WHERE ${theirs})`;
  if (!accept) {
    try {
      await runBatch(ctx.db, [
        guardRow(ctx.db, only),
        ...endRequestRows(ctx, workspace.id, userId),
        auditRow(ctx, "member.join-declined", userId),
        ...rows,
      ]);
    } catch (cause) {
      throw isGuardFailure(cause) ? nobodyAsks(cause) : cause;
    }
    return;
  }
  await requireGivable(ctx, workspace, { role });
  if (await letIn(ctx, workspace, { userId, role, only, rows })) return;
  if (await hasAsked(ctx, workspace.id, userId)) throw noSeat(await seatsOf(ctx, workspace));
  if ((await findMembership(ctx, workspace.id, userId)) === undefined) throw nobodyAsks();
}

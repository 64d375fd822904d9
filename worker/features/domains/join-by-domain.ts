import { and, asc, eq } from "drizzle-orm";
import { isId, type UserId, type WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import { findUserById } from "#features/identity";
import { users } from "#features/identity/tables";
import { hasSeat, noSeat, requireGivable, seatsOf } from "#features/members";
import { forgetSessions } from "#features/sessions";
import { findMembership, membershipRow, requirePermission } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { findVerifiedDomain } from "./claim-domain.ts";
import type { JoinRequestView, JoinRole } from "./schema.ts";
import { joinRequests } from "./tables.ts";

const LISTED_MAX = 200;

/** The domain of an address. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);

async function findTarget(ctx: Ctx, id: WorkspaceId): Promise<WorkspaceRef | undefined> {
  const row = await ctx.db.select().from(workspaces).where(eq(workspaces.id, id)).get();
  if (row === undefined || row.deletedAtMs !== null) return undefined;
  const { accountId, plan, planVersionId } = row;
  return { id, accountId, plan, planVersionId, role: "viewer" };
}

function requestRow(ctx: Ctx, workspaceId: WorkspaceId, userId: UserId, role: JoinRole): Statement {
  const row = { workspaceId, userId, role, askedAtMs: ctx.clock.now() };
  return ctx.db.insert(joinRequests).values(row).onConflictDoNothing();
}

/** Lets someone in while there is a seat; false when there is none. */
async function letIn(
  ctx: Ctx,
  workspace: WorkspaceRef,
  userId: UserId,
  role: JoinRole,
): Promise<boolean> {
  const { seats } = await seatsOf(ctx, workspace);
  const { id: workspaceId } = workspace;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, hasSeat(workspace, seats)),
      membershipRow(ctx, { workspaceId, userId, role }),
      ctx.db
        .delete(joinRequests)
        .where(and(eq(joinRequests.workspaceId, workspaceId), eq(joinRequests.userId, userId))),
      auditRow({ ...ctx, workspace }, "member.joined", userId, { role, by: "domain" }),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) return false;
    if ((await findMembership(ctx, workspaceId, userId)) === undefined) throw cause;
  }
  await forgetSessions(ctx.env, [userId]);
  return true;
}

/**
 * Someone has confirmed their address: where its domain is proven by a workspace they join it, or ask
 * to, as that workspace wants. Without a seat left joining becomes asking. For jobs and verbs that
 * have seen the confirmation; safe to repeat.
 */
export async function joinByDomain(ctx: Ctx, userId: UserId): Promise<"none" | "asked" | "joined"> {
  const person = await findUserById(ctx, userId);
  if (person === undefined || !person.emailVerified) return "none";
  const domain = domainOf(person.email);
  const found = await findVerifiedDomain(ctx, domain);
  if (found === undefined || found.mode === "off") return "none";
  const { workspaceId, role } = found;
  if ((await findMembership(ctx, workspaceId, userId)) !== undefined) return "joined";
  const workspace = await findTarget(ctx, workspaceId);
  if (workspace === undefined) return "none";
  if (found.mode === "join" && (await letIn(ctx, workspace, userId, role))) return "joined";
  await runBatch(ctx.db, [
    requestRow(ctx, workspaceId, userId, role),
    auditRow({ ...ctx, workspace }, "member.asked-to-join", userId, { domain }),
  ]);
  return "asked";
}

/** People of the workspace's domains who wait to be let in, at most 200. */
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

/**
 * Lets someone in who asked, or declines. Refuses with `not-found` whoever did not ask, and with
 * `limit-reached` when no seat is left.
 */
export async function answerJoinRequest(
  ctx: Ctx,
  userId: string,
  { accept }: { accept: boolean },
): Promise<void> {
  const workspace = requirePermission(ctx, "members.invite");
  const theirs = and(
    eq(joinRequests.workspaceId, workspace.id),
    eq(joinRequests.userId, isId("user", userId) ? userId : "user_"),
  );
  const request = await ctx.db.select().from(joinRequests).where(theirs).get();
  if (request === undefined) throw new Problem("not-found", { detail: "Nobody of that id asks." });
  if (!accept) {
    await runBatch(ctx.db, [
      ctx.db.delete(joinRequests).where(theirs),
      auditRow(ctx, "member.join-declined", request.userId),
    ]);
    return;
  }
  await requireGivable(ctx, workspace, { role: request.role });
  if (await letIn(ctx, workspace, request.userId, request.role)) return;
  throw noSeat(await seatsOf(ctx, workspace));
}

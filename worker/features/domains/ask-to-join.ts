import { and, eq } from "drizzle-orm";
import type { UserId, WorkspaceId } from "#core/ids";
import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { findUserById } from "#features/identity";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import type { JoinRole } from "./schema.ts";
import { joinRequests } from "./tables.ts";
import { tellDeciders } from "./tell.ts";

/** How often one person asks anew: each time others are disturbed. */
const ASKS_PER_DAY = 10;

/** The request of that person in that workspace. */
export function requestOf(workspaceId: WorkspaceId, userId: UserId) {
  return and(eq(joinRequests.workspaceId, workspaceId), eq(joinRequests.userId, userId));
}

/** True while that person waits for an answer of that workspace. */
export async function hasAsked(
  ctx: Ctx,
  workspaceId: WorkspaceId,
  userId: UserId,
): Promise<boolean> {
  const row = await ctx.db
    .select({ askedAtMs: joinRequests.askedAtMs })
    .from(joinRequests)
    .where(requestOf(workspaceId, userId))
    .get();
  return row !== undefined;
}

export interface Asking {
  userId: UserId;
  role: JoinRole;
  /** By which way they came to ask, for the audit log. */
  by: { domain: string } | { invitationId: string };
}

/**
 * Someone waits to be let into a workspace: those who may decide are told. While they wait, asking
 * again changes nothing and tells nobody. Refuses with `forbidden` someone whose address is not
 * confirmed: those who decide would be shown an address that anybody could have typed. Refuses the
 * eleventh new request of a person in a day with `too-many-requests`. For verbs and jobs that have
 * seen that this person may ask.
 */
export async function askToJoin(
  ctx: Ctx,
  workspace: WorkspaceRef & { name: string; slug: string },
  { userId, role, by }: Asking,
): Promise<void> {
  if (await hasAsked(ctx, workspace.id, userId)) return;
  const asker = await findUserById(ctx, userId);
  if (asker === undefined) return;
  if (!asker.emailVerified) {
    throw new Problem("forbidden", { detail: "Confirm your e-mail address first." });
  }
  const rule = { name: "join-requests", limit: ASKS_PER_DAY, windowMs: DAY_MS };
  requireAdmitted(await tryAdmit(ctx.env, `user:${userId}`, [rule]));
  const row = { workspaceId: workspace.id, userId, role, askedAtMs: ctx.clock.now() };
  const { name, slug, ...ref } = workspace;
  try {
    await runBatch(ctx.db, [
      ctx.db.insert(joinRequests).values(row),
      auditRow({ ...ctx, workspace: ref }, "member.asked-to-join", userId, by),
      ...(await tellDeciders(ctx, row, { asker, workspace: { name, slug } })),
    ]);
  } catch (cause) {
    if (!isUniqueViolation(cause, "join_requests.workspace_id")) throw cause;
  }
}

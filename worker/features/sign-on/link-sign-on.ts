import { and, eq, sql } from "drizzle-orm";
import { Problem } from "#core/problem";
import { connections } from "#features/connections/tables";
import { noLongerAsksRows } from "#features/domains";
import { findUserById } from "#features/identity";
import { hasSeat, noSeat, seatsOf } from "#features/members";
import { forgetSessions, requireFreshSession } from "#features/sessions";
import { sessions } from "#features/sessions/tables";
import { findMembership, membershipRow } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, isUniqueViolation, runBatch } from "#platform/db";
import { isUsedAlready } from "#platform/one-use";
import { forgetVouched, readVouched, type Vouched } from "./attempt.ts";
import { connectionRows } from "./finish-sign-on.ts";
import { findTarget, type SignOnRow, speaksFor, stillOn } from "./sign-on-row.ts";
import { companySignIns } from "./tables.ts";

/** What this browser may connect, for the page that asks. */
export interface Linkable {
  email: string;
  workspaceName: string;
  /** Signed in as the person whose account has the address. */
  isSignedIn: boolean;
}

function over(cause?: unknown): Problem {
  return new Problem("link-expired", {
    detail: "Start again: sign in with your company.",
    cause,
  });
}

async function findVouching(ctx: Ctx, vouched: Vouched): Promise<SignOnRow | undefined> {
  const { signOnId, issuer, email } = vouched;
  const row = await ctx.db
    .select()
    .from(companySignIns)
    .where(eq(companySignIns.id, signOnId))
    .get();
  if (row?.enabled !== true || row.issuer !== issuer) return undefined;
  return (await speaksFor(ctx, row, email)) ? row : undefined;
}

/** Whom the company's provider has vouched for in this browser; undefined when that is over. */
export async function findLinkable(ctx: Ctx): Promise<Linkable | undefined> {
  const used = await readVouched(ctx);
  const row = used === undefined ? undefined : await findVouching(ctx, used.value);
  if (used === undefined || row === undefined) return undefined;
  const workspace = await ctx.db
    .select({ name: workspaces.name })
    .from(workspaces)
    .where(eq(workspaces.id, row.workspaceId))
    .get();
  const { email } = used.value;
  const isSignedIn = ctx.actor.kind === "user" && ctx.actor.email.toLowerCase() === email;
  return { email, workspaceName: workspace?.name ?? "", isSignedIn };
}

/**
 * Lets the company's provider open the account of the signed-in person from now on, who joins its
 * workspace where they are not in it, and whose session counts as made by it. Both proofs stand in
 * this browser: the provider's within fifteen minutes, the account's own within ten. Refuses an
 * account with another address with `forbidden`, whoever was taken out of the workspace likewise, a
 * full workspace with `limit-reached`, and with `link-expired` what is too old, used, or no longer
 * what the provider may vouch for.
 */
export async function linkSignOn(ctx: Ctx): Promise<{ setCookies: string[] }> {
  const { userId, sessionId } = requireFreshSession(ctx);
  const used = await readVouched(ctx);
  const row = used === undefined ? undefined : await findVouching(ctx, used.value);
  if (used === undefined || row === undefined) throw over();
  const { subject, email } = used.value;
  const [person, membership, before, workspace] = await Promise.all([
    findUserById(ctx, userId),
    findMembership(ctx, row.workspaceId, userId),
    ctx.db
      .select({ id: connections.id })
      .from(connections)
      .where(and(eq(connections.provider, row.id), eq(connections.userId, userId)))
      .get(),
    findTarget(ctx, row),
  ]);
  if (workspace === undefined) throw over();
  if (person?.email !== email || !person.emailVerified) {
    throw new Problem("forbidden", { detail: `Sign in to the account of ${email}.` });
  }
  if (membership === undefined && before !== undefined) {
    throw new Problem("forbidden", { detail: "You were taken out of this workspace." });
  }
  const { seats } = await seatsOf(ctx, workspace);
  const within: Ctx = { ...ctx, workspace };
  const joining =
    membership === undefined
      ? [
          guardRow(ctx.db, hasSeat(workspace, seats)),
          membershipRow(within, { workspaceId: workspace.id, userId, role: workspace.role }),
          auditRow(within, "member.joined", userId, { role: workspace.role, by: "sign-on" }),
          ...(await noLongerAsksRows(within, workspace.id, userId)),
        ]
      : [];
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`${stillOn(row)}`),
      used.use,
      ...joining,
      ...connectionRows(within, row, { userId, subject, email }),
      ctx.db
        .update(sessions)
        .set({ signOnId: row.id, workspaceId: row.workspaceId })
        .where(eq(sessions.id, sessionId)),
    ]);
  } catch (cause) {
    if (isUsedAlready(cause) || isUniqueViolation(cause, "connections.provider")) throw over(cause);
    if (!isGuardFailure(cause)) throw cause;
    throw (await findVouching(ctx, used.value)) === undefined
      ? over(cause)
      : noSeat(await seatsOf(ctx, workspace));
  }
  await forgetSessions(ctx.env, [userId]);
  return { setCookies: [forgetVouched()] };
}

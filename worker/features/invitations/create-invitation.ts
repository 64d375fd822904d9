import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { DAY_MS, HOUR_MS } from "#core/time";
import { findUserById } from "#features/identity";
import { users } from "#features/identity/tables";
import { mailRows } from "#features/mail";
import { requireGivable } from "#features/members";
import { GivenAccess } from "#features/members/schema";
import { getWorkspace, requirePermission, requirePerson } from "#features/workspaces";
import { memberships } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { requireAdmitted, tryAdmit } from "#platform/rate-limits";
import { type InvitationRow, newToken } from "./invitation-row.ts";
import { INVITATIONS_MAX, NewInvitation } from "./schema.ts";
import { invitations } from "./tables.ts";

/** Mails to people who have not asked for any, in an hour and workspace. */
const MAILS_PER_HOUR = 60;

/** Counts an invitation; refuses with `too-many-requests` what comes too soon. */
export async function admitInvitation(ctx: Ctx, { id }: WorkspaceRef): Promise<void> {
  const rule = { name: "invitations", limit: MAILS_PER_HOUR, windowMs: HOUR_MS };
  requireAdmitted(await tryAdmit(ctx.env, `workspace:${id}`, [rule]));
}

/** The rows that mail an invitation; none for a link. */
export async function invitationMail(
  ctx: Ctx,
  row: Pick<InvitationRow, "id" | "email" | "tokenHash" | "workspaceId" | "expiresAtMs">,
  token: string,
): Promise<Statement[]> {
  const { email } = row;
  if (email === null) return [];
  const [{ name: workspace }, inviter, known] = await Promise.all([
    getWorkspace(ctx, row.workspaceId),
    findUserById(ctx, requirePerson(ctx)),
    ctx.db
      .select({ name: users.name, locale: users.locale })
      .from(users)
      .where(eq(users.email, email))
      .get(),
  ]);
  return mailRows(ctx, {
    to: email,
    template: "invitation",
    locale: known?.locale ?? inviter?.locale ?? ctx.locale,
    data: {
      name: known?.name ?? "",
      workspace,
      inviter: inviter?.name ?? "",
      url: `${ctx.origin}/invite/${token}`,
      expiresAtMs: String(row.expiresAtMs),
    },
    key: `invitation:${row.id}:${row.tokenHash.slice(0, 16)}`,
  });
}

async function refuseMember(ctx: Ctx, { id }: WorkspaceRef, email: string): Promise<void> {
  const there = await ctx.db
    .select({ userId: memberships.userId })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(and(eq(memberships.workspaceId, id), eq(users.email, email)))
    .get();
  if (there === undefined) return;
  const detail = "is a member already";
  throw new Problem("already-exists", { detail, errors: [{ pointer: "/email", detail }] });
}

/**
 * Invites into the workspace: by mail one person of that address, or by a link whoever has it, up to
 * `usesMax`. The token is in this answer, and in the mail, and never again. Refuses a role that may do
 * more than oneself with `forbidden`, a member's address with `already-exists`, the 201st open
 * invitation with `limit-reached` and the 61st in an hour with `too-many-requests`. A second one to
 * the same address ends the first.
 */
export async function createInvitation(
  ctx: Ctx,
  input: NewInvitation,
): Promise<{ id: string; token: string; url: string; expiresAtMs: number }> {
  const workspace = requirePermission(ctx, "members.invite");
  const invitedBy = requirePerson(ctx);
  const wanted = parseInput(NewInvitation, input);
  const { role, permissionSetId } = parseInput(GivenAccess, wanted.access);
  await requireGivable(ctx, workspace, { role, permissionSetId });
  const { kind } = await getWorkspace(ctx, workspace.id);
  if (kind !== "team") {
    throw new Problem("conflict", {
      detail: "Make a team first; a personal workspace is yours alone.",
    });
  }
  const email = wanted.email ?? null;
  if (email !== null) await refuseMember(ctx, workspace, email);
  await admitInvitation(ctx, workspace);
  const now = ctx.clock.now();
  const { token, tokenHash } = await newToken();
  const row: InvitationRow = {
    id: newId("inv", now),
    workspaceId: workspace.id,
    email,
    role,
    permissionSetId: permissionSetId ?? null,
    tokenHash,
    usesMax: wanted.usesMax,
    uses: 0,
    invitedBy,
    createdAtMs: now,
    sentAtMs: email === null ? null : now,
    expiresAtMs: now + wanted.expiresInDays * DAY_MS,
    revokedAtMs: null,
    declinedAtMs: null,
  };
  const open = and(
    eq(invitations.workspaceId, workspace.id),
    isNull(invitations.revokedAtMs),
    gt(invitations.expiresAtMs, now),
  );
  const toSame = and(open, email === null ? sql`0` : eq(invitations.email, email));
  try {
    await runBatch(ctx.db, [
      ctx.db.update(invitations).set({ revokedAtMs: now }).where(toSame),
      guardRow(
        ctx.db,
        sql`(SELECT COUNT(*) FROM ${invitations} WHERE ${open}) < ${INVITATIONS_MAX}`,
      ),
      ctx.db.insert(invitations).values(row),
      auditRow(ctx, "invitation.created", row.id, { role, by: email === null ? "link" : "mail" }),
      ...(await invitationMail(ctx, row, token)),
    ]);
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
    throw new Problem("limit-reached", {
      detail: `A workspace has at most ${INVITATIONS_MAX} open invitations; revoke some first.`,
      extensions: { limit: INVITATIONS_MAX },
    });
  }
  const url = `${ctx.origin}/invite/${token}`;
  return { id: row.id, token, url, expiresAtMs: row.expiresAtMs };
}

import { and, eq, inArray, isNull, lte } from "drizzle-orm";
import { deleteConversation, deleteDocument } from "#features/chat";
import { conversations, documents, promptTemplates } from "#features/chat/tables";
import { apiKeys } from "#features/api-keys/tables";
import { connections } from "#features/connections/tables";
import { domains } from "#features/domains/tables";
import { sessions } from "#features/sessions/tables";
import { companySignIns } from "#features/sign-on/tables";
import { requireOperator } from "#features/workspaces";
import { memberships, permissionSets, workspaces } from "#features/workspaces/tables";
import { webhookEndpoints } from "#features/webhooks/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { forgetMembers } from "./forget-members.ts";

const WORKSPACES_MAX = 20;
const THINGS_MAX = 200;

type Row = typeof workspaces.$inferSelect;

/** Deletes content, at most 200 things a run; true when nothing is left. */
async function purgeContent(ctx: Ctx, { id }: Row): Promise<boolean> {
  const [talks, papers] = await Promise.all([
    ctx.db
      .select({ id: conversations.id })
      .from(conversations)
      .where(eq(conversations.workspaceId, id))
      .limit(THINGS_MAX),
    ctx.db
      .select({ id: documents.id })
      .from(documents)
      .where(eq(documents.workspaceId, id))
      .limit(THINGS_MAX),
  ]);
  for (const talk of talks) await deleteConversation(ctx, talk.id);
  for (const paper of papers) await deleteDocument(ctx, paper.id);
  return talks.length < THINGS_MAX && papers.length < THINGS_MAX;
}

/** Takes people, keys, endpoints, domains, the sign-on and the name away; ledger, invoices and audit rows stay. */
async function purgeFrame(ctx: Ctx, { id }: Row): Promise<void> {
  const { db } = ctx;
  const now = ctx.clock.now();
  const people = await db
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(eq(memberships.workspaceId, id));
  const signOns = db
    .select({ id: companySignIns.id })
    .from(companySignIns)
    .where(eq(companySignIns.workspaceId, id));
  await runBatch(db, [
    db
      .update(apiKeys)
      .set({ revokedAtMs: now })
      .where(and(eq(apiKeys.workspaceId, id), isNull(apiKeys.revokedAtMs))),
    db
      .update(webhookEndpoints)
      .set({ deletedAtMs: now })
      .where(and(eq(webhookEndpoints.workspaceId, id), isNull(webhookEndpoints.deletedAtMs))),
    db.delete(promptTemplates).where(eq(promptTemplates.workspaceId, id)),
    db.update(sessions).set({ workspaceId: null }).where(eq(sessions.workspaceId, id)),
    db.delete(memberships).where(eq(memberships.workspaceId, id)),
    db.delete(sessions).where(inArray(sessions.signOnId, signOns)),
    db.delete(connections).where(inArray(connections.provider, signOns)),
    db.delete(companySignIns).where(eq(companySignIns.workspaceId, id)),
    db.delete(domains).where(eq(domains.workspaceId, id)),
    db
      .update(permissionSets)
      .set({ name: permissionSets.id })
      .where(eq(permissionSets.workspaceId, id)),
    db
      .update(workspaces)
      .set({ name: "", slug: `deleted-${id.slice(3).toLowerCase()}`, deletedAtMs: now })
      .where(eq(workspaces.id, id)),
    auditRow(ctx, "workspace.purged", id),
  ]);
  await forgetMembers(ctx, ...people.map(({ userId }) => userId));
}

/**
 * Purges the workspaces whose time of grace is over: their content, people, keys and name go; what
 * the ledger and the invoices say of amounts stays. A large one takes several runs. For jobs; safe to
 * repeat.
 */
export async function purgeWorkspaces(ctx: Ctx): Promise<{ purged: number; begun: number }> {
  requireOperator(ctx);
  const due = await ctx.db
    .select()
    .from(workspaces)
    .where(and(lte(workspaces.deleteAtMs, ctx.clock.now()), isNull(workspaces.deletedAtMs)))
    .limit(WORKSPACES_MAX);
  let purged = 0;
  for (const row of due) {
    const { id, accountId, plan } = row;
    const within: Ctx = { ...ctx, workspace: { id, accountId, plan, role: "owner" } };
    if (!(await purgeContent(within, row))) continue;
    await purgeFrame(within, row);
    purged += 1;
  }
  return { purged, begun: due.length - purged };
}

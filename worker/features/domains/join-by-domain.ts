import { eq } from "drizzle-orm";
import type { UserId, WorkspaceId } from "#core/ids";
import { findUserById } from "#features/identity";
import { findMembership } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { askToJoin } from "./ask-to-join.ts";
import { findVerifiedDomain } from "./claim-domain.ts";
import { letIn } from "./let-in.ts";

/** The domain of an address. */
export const domainOf = (email: string): string => email.slice(email.lastIndexOf("@") + 1);

type Target = WorkspaceRef & { name: string; slug: string };

async function findTarget(ctx: Ctx, id: WorkspaceId): Promise<Target | undefined> {
  const row = await ctx.db.select().from(workspaces).where(eq(workspaces.id, id)).get();
  if (row === undefined || row.deletedAtMs !== null) return undefined;
  const { accountId, plan, planVersionId, name, slug } = row;
  return { id, accountId, plan, planVersionId, role: "viewer", name, slug };
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
  if (found.mode === "join" && (await letIn(ctx, workspace, { userId, role }))) return "joined";
  await askToJoin(ctx, workspace, { userId, role, by: { domain } });
  return "asked";
}

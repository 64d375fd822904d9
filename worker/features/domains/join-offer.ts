import { eq } from "drizzle-orm";
import { Problem } from "#core/problem";
import { findUserById } from "#features/identity";
import { forgetSessions } from "#features/sessions";
import { sessions } from "#features/sessions/tables";
import { findMembership, requireUser } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import { hasAsked } from "./ask-to-join.ts";
import { findVerifiedDomain } from "./claim-domain.ts";
import { domainOf, joinByDomain } from "./join-by-domain.ts";
import type { JoinOffer } from "./schema.ts";

/**
 * The workspace that has proven the domain of the signed-in person's confirmed address and lets such
 * people in, or ask, while they are not in it; undefined when there is none. Who confirmed the
 * address before the domain was proven finds their way in by it.
 */
export async function findJoinOffer(ctx: Ctx): Promise<JoinOffer | undefined> {
  const { userId } = requireUser(ctx);
  const person = await findUserById(ctx, userId);
  if (person === undefined || !person.emailVerified) return undefined;
  const domain = domainOf(person.email);
  const found = await findVerifiedDomain(ctx, domain);
  if (found === undefined || found.mode === "off") return undefined;
  const { workspaceId, mode, role } = found;
  if ((await findMembership(ctx, workspaceId, userId)) !== undefined) return undefined;
  const workspace = await ctx.db
    .select({ name: workspaces.name, deletedAtMs: workspaces.deletedAtMs })
    .from(workspaces)
    .where(eq(workspaces.id, workspaceId))
    .get();
  if (workspace === undefined || workspace.deletedAtMs !== null) return undefined;
  const asked = await hasAsked(ctx, workspaceId, userId);
  return { workspaceId, workspaceName: workspace.name, domain, mode, role, asked };
}

/**
 * Takes the offer: the signed-in person is in, and their session moves there, or asks to be let in.
 * Without a seat left joining becomes asking. Asking twice is asking once. Refuses with `not-found`
 * when nothing is offered, or no more.
 */
export async function acceptJoinOffer(ctx: Ctx): Promise<"asked" | "joined"> {
  const { userId, sessionId } = requireUser(ctx);
  const offer = await findJoinOffer(ctx);
  if (offer === undefined) {
    throw new Problem("not-found", { detail: "No workspace is open to your address." });
  }
  if (offer.asked && offer.mode === "ask") return "asked";
  const outcome = await joinByDomain(ctx, userId);
  if (outcome !== "joined") return "asked";
  await ctx.db
    .update(sessions)
    .set({ workspaceId: offer.workspaceId })
    .where(eq(sessions.id, sessionId));
  await forgetSessions(ctx.env, [userId]);
  return "joined";
}

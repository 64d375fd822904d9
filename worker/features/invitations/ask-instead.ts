import { Problem } from "#core/problem";
import { askToJoin } from "#features/domains";
import { joinRoles } from "#features/domains/schema";
import { findMembership, requireUser } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { requireHeld } from "./accept-invitation.ts";
import { stateOf } from "./invitation-row.ts";
import { isAskable } from "./schema.ts";

/**
 * The signed-in person holds an invitation that does not let them in, because it was mailed to another
 * address, is too old or used up, and asks to be let in: those who may invite are told, and answer.
 * Asked for as a viewer where the invitation's role is more than someone may join as. Refuses an open
 * link, and a member, with `conflict`, an invitation to which somebody has said no with
 * `link-expired`, and who has not confirmed their address with `forbidden`. Asking twice is asking
 * once.
 */
export async function askInstead(ctx: Ctx, token: string): Promise<void> {
  const { userId } = requireUser(ctx);
  const { invitation, workspace: row } = await requireHeld(ctx, token);
  const state = stateOf(invitation, ctx.clock.now());
  if (!isAskable(state)) throw new Problem("link-expired");
  const isMember = (await findMembership(ctx, row.id, userId)) !== undefined;
  const isOpenLink = state === "pending" && invitation.email === null;
  if (isOpenLink || isMember) {
    throw new Problem("conflict", { detail: "There is nothing to ask for: you can come in." });
  }
  const role = joinRoles.find((one) => one === invitation.role) ?? "viewer";
  const { id, accountId, plan, planVersionId, name, slug } = row;
  await askToJoin(
    ctx,
    { id, accountId, plan, planVersionId, role, name, slug },
    { userId, role, by: { invitationId: invitation.id } },
  );
}

/**
 * Invitations: ways into a workspace, by mail for one address or by a link for whoever has it. A token
 * is shown once and kept as a hash; an invitation ends by its date, its uses, a revocation or a no;
 * nobody comes in beyond the seats.
 * See docs/design/workspaces.md.
 */
export { acceptInvitation, declineInvitation, getHeldInvitation } from "./accept-invitation.ts";
export { askInstead } from "./ask-instead.ts";
export { resendInvitation, revokeInvitation } from "./change-invitation.ts";
export { createInvitation } from "./create-invitation.ts";
export { listInvitations } from "./list-invitations.ts";

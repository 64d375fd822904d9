/**
 * Workspaces: the tenants. Each owns its data, its plan and exactly one account of PT. Every person
 * has a personal one, every visitor one of their own; teams have members with roles.
 * A verb never reaches a row of a workspace other than its ctx's; to it that row does not exist.
 * The guards of all features (`requireWorkspace`, `requireUser`, ...) are here, below all of them.
 * See docs/design/rooms.md.
 */
export {
  createWorkspace,
  type DraftedWorkspace,
  draftWorkspace,
  membershipRow,
} from "./create-workspace.ts";
export { findMembership } from "./find-membership.ts";
export { findWorkspaceBySlug } from "./find-workspace.ts";
export { forgetMembers } from "./forget-members.ts";
export { getWorkspace } from "./get-workspace.ts";
export {
  isOperator,
  may,
  permissionsOf,
  requireMember,
  requireOperator,
  requirePermission,
  requirePerson,
  requireUser,
  requireWorkspace,
} from "./guards.ts";
export { type BillingContact, listBillingContacts } from "./list-billing-contacts.ts";
export { listPeopleWhoMay } from "./list-people-who-may.ts";
export { planRow } from "./plan-row.ts";
export { renameWorkspace, slugTaken } from "./rename-workspace.ts";
export { setPlan } from "./set-plan.ts";
export { toWorkspaceRef, type WorkspacePart, workspacePart } from "./workspace-part.ts";

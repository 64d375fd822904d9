/**
 * Members: the people of a workspace, what they may do in it, and how it begins, changes hands and
 * ends. A workspace has exactly one owner; nobody gives or takes more than they may do themselves;
 * whoever is removed is out from the return of the call on; a deleted workspace can be brought back
 * for 14 days, and what the ledger says of it stays.
 * See docs/design/workspaces.md.
 */
export { requireGivable } from "./access.ts";
export { createTeam } from "./create-team.ts";
export { deleteWorkspace, restoreWorkspace } from "./delete-workspace.ts";
export { listMembers } from "./list-members.ts";
export {
  createPermissionSet,
  deletePermissionSet,
  listPermissionSets,
  updatePermissionSet,
} from "./permission-sets.ts";
export { leaveWorkspace, removeMember } from "./remove-member.ts";
export { getSeats, hasSeat, noSeat, seatsOf } from "./seats.ts";
export { listMyWorkspaces, switchWorkspace } from "./switch-workspace.ts";
export { acceptOwnership, endOwnershipOffer, offerOwnership } from "./transfer-ownership.ts";
export { updateMember } from "./update-member.ts";

import type { Permission } from "#core/permissions";
import type { WorkspaceRef } from "#platform/ctx";
import { memberships, permissionSets, workspaces } from "./tables.ts";

/** What of a workspace, and of someone's part in it, a request knows: to be selected with a join. */
export const workspacePart = {
  workspaceId: workspaces.id,
  workspaceName: workspaces.name,
  accountId: workspaces.accountId,
  plan: workspaces.plan,
  planVersionId: workspaces.planVersionId,
  deleteAtMs: workspaces.deleteAtMs,
  settings: workspaces.settings,
  role: memberships.role,
  memberCapMicroPt: memberships.ptCapMicroPt,
  permissions: permissionSets.permissions,
};

type Workspace = typeof workspaces.$inferSelect;

/** A row of those columns; a member without a permission set has no permissions of their own. */
export interface WorkspacePart {
  workspaceId: Workspace["id"];
  workspaceName: string;
  accountId: Workspace["accountId"];
  plan: Workspace["plan"];
  planVersionId: Workspace["planVersionId"];
  deleteAtMs: number | null;
  settings: Workspace["settings"];
  role: WorkspaceRef["role"];
  memberCapMicroPt: number | null;
  permissions: Permission[] | null;
}

/** The tenant as a request has it. */
export function toWorkspaceRef(row: WorkspacePart): WorkspaceRef {
  return {
    id: row.workspaceId,
    accountId: row.accountId,
    name: row.workspaceName,
    plan: row.plan,
    planVersionId: row.planVersionId,
    deleteAtMs: row.deleteAtMs,
    role: row.role,
    permissions: row.permissions ?? undefined,
    memberCapMicroPt: row.memberCapMicroPt ?? undefined,
    allowsCheaperModels: row.settings.allowsCheaperModels,
    spendCapMicroPt: row.settings.spendLimits?.capMicroPt ?? undefined,
  };
}

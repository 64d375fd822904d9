import type { Role } from "#features/workspaces/schema";
import { m } from "#messages";

const names: Record<Role, () => string> = {
  owner: m.workspaces_role_owner,
  admin: m.workspaces_role_admin,
  member: m.workspaces_role_member,
  billing: m.workspaces_role_billing,
  viewer: m.workspaces_role_viewer,
  custom: m.workspaces_role_custom,
};

/** A role in the reader's language; a workspace's own by the name it was given. */
export function roleName(role: Role, ownName?: string | null): string {
  return ownName ?? names[role]();
}

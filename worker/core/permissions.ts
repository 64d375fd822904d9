/** Which scopes of an API key let a permission of its owner through: any one of them. */
interface PermissionKind {
  scopes: readonly ("chat" | "read" | "write" | "billing")[];
}

/**
 * The closed registry of what someone may do in a workspace, `<noun>.<verb>`. Every verb that acts in
 * a workspace asks for one of them; the table of verbs and permissions is tests/permissions/matrix.ts.
 */
export const permissions = {
  "workspace.read": { scopes: ["read", "write"] },
  "workspace.update": { scopes: ["write"] },
  "workspace.transfer": { scopes: [] },
  "workspace.delete": { scopes: [] },
  "members.read": { scopes: ["read", "write"] },
  "members.invite": { scopes: ["write"] },
  "members.update": { scopes: ["write"] },
  "members.remove": { scopes: ["write"] },
  "roles.write": { scopes: ["write"] },
  "domains.read": { scopes: ["read", "write"] },
  "domains.write": { scopes: ["write"] },
  "sign-on.read": { scopes: ["read", "write"] },
  "sign-on.write": { scopes: [] },
  "audit.read": { scopes: ["read"] },
  "chat.read": { scopes: ["read"] },
  "chat.send": { scopes: ["chat"] },
  "chat.write": { scopes: ["write"] },
  "chat.share": { scopes: ["write"] },
  "knowledge.read": { scopes: ["read"] },
  "knowledge.write": { scopes: ["write"] },
  "models.update": { scopes: ["write"] },
  "keys.read": { scopes: ["read", "write"] },
  "keys.write": { scopes: ["write"] },
  "keys.manage": { scopes: ["read", "write"] },
  "webhooks.read": { scopes: ["read", "write"] },
  "webhooks.write": { scopes: ["write"] },
  "disputes.read": { scopes: ["read"] },
  "disputes.write": { scopes: ["write"] },
  "credits.read": { scopes: ["read", "chat", "billing"] },
  "credits.limit": { scopes: ["billing"] },
  "usage.read": { scopes: ["read", "billing"] },
  "billing.read": { scopes: ["read", "billing"] },
  "billing.write": { scopes: ["billing"] },
} as const satisfies Record<string, PermissionKind>;

export type Permission = keyof typeof permissions;

export const allPermissions = Object.keys(permissions) as Permission[];

/** The roles that every workspace has; `custom` is a permission set of its own making. */
export const roles = ["owner", "admin", "member", "billing", "viewer", "custom"] as const;
export type Role = (typeof roles)[number];

const ownerOnly: ReadonlySet<Permission> = new Set(["workspace.transfer", "workspace.delete"]);

const viewer = [
  "workspace.read",
  "members.read",
  "chat.read",
  "knowledge.read",
  "disputes.read",
  "credits.read",
  "billing.read",
] as const satisfies readonly Permission[];

/** What a role allows, as data. What a member of `custom` may do stands in their permission set. */
export const rolePermissions: Readonly<Record<Role, ReadonlySet<Permission>>> = {
  owner: new Set(allPermissions),
  admin: new Set(allPermissions.filter((permission) => !ownerOnly.has(permission))),
  member: new Set([
    ...viewer,
    "chat.send",
    "chat.write",
    "chat.share",
    "knowledge.write",
    "keys.read",
    "keys.write",
    "disputes.write",
  ]),
  billing: new Set([
    "workspace.read",
    "members.read",
    "credits.read",
    "credits.limit",
    "usage.read",
    "billing.read",
    "billing.write",
  ]),
  viewer: new Set(viewer),
  custom: new Set<Permission>(),
};

import type { Permission } from "#features/workspaces/schema";
import { m } from "#messages";

const names: Record<Permission, () => string> = {
  "workspace.read": m.permissions_workspace_read,
  "workspace.update": m.permissions_workspace_update,
  "workspace.transfer": m.permissions_workspace_transfer,
  "workspace.delete": m.permissions_workspace_delete,
  "members.read": m.permissions_members_read,
  "members.invite": m.permissions_members_invite,
  "members.update": m.permissions_members_update,
  "members.remove": m.permissions_members_remove,
  "roles.write": m.permissions_roles_write,
  "domains.read": m.permissions_domains_read,
  "domains.write": m.permissions_domains_write,
  "sign-on.read": m.permissions_sign_on_read,
  "sign-on.write": m.permissions_sign_on_write,
  "audit.read": m.permissions_audit_read,
  "chat.read": m.permissions_chat_read,
  "chat.send": m.permissions_chat_send,
  "chat.write": m.permissions_chat_write,
  "chat.share": m.permissions_chat_share,
  "knowledge.read": m.permissions_knowledge_read,
  "knowledge.write": m.permissions_knowledge_write,
  "models.update": m.permissions_models_update,
  "keys.read": m.permissions_keys_read,
  "keys.write": m.permissions_keys_write,
  "keys.manage": m.permissions_keys_manage,
  "webhooks.read": m.permissions_webhooks_read,
  "webhooks.write": m.permissions_webhooks_write,
  "disputes.read": m.permissions_disputes_read,
  "disputes.write": m.permissions_disputes_write,
  "credits.read": m.permissions_credits_read,
  "credits.limit": m.permissions_credits_limit,
  "usage.read": m.permissions_usage_read,
  "billing.read": m.permissions_billing_read,
  "billing.write": m.permissions_billing_write,
};

/** What belongs together for people, by the nouns of its permissions; in the order of the pages. */
const areas: { name: () => string; nouns: readonly string[] }[] = [
  { name: m.permissions_area_workspace, nouns: ["workspace", "domains", "sign-on", "audit"] },
  { name: m.permissions_area_members, nouns: ["members", "roles"] },
  { name: m.permissions_area_chat, nouns: ["chat", "knowledge", "models"] },
  { name: m.permissions_area_programs, nouns: ["keys", "webhooks"] },
  { name: m.permissions_area_money, nouns: ["credits", "usage", "billing", "disputes"] },
];

/** What a permission allows, in the reader's language. */
export function permissionName(permission: Permission): string {
  return names[permission]();
}

/** Permissions by their area; areas without any are left out. */
export function byArea(
  permissions: readonly Permission[],
): { area: string; permissions: Permission[] }[] {
  return areas
    .map(({ name, nouns }) => ({
      area: name(),
      permissions: nouns.flatMap((noun) =>
        permissions.filter((permission) => permission.startsWith(`${noun}.`)),
      ),
    }))
    .filter(({ permissions: found }) => found.length > 0);
}

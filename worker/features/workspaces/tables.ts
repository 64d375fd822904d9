import type { Permission } from "#core/permissions";
import type { Plan, Role } from "#platform/ctx";
import {
  index,
  integer,
  primaryKey,
  sqliteTable,
  text,
  uniqueIndex,
} from "drizzle-orm/sqlite-core";
import type { AccountId, Id, UserId, WorkspaceId } from "#core/ids";
import type { WorkspaceKind, WorkspaceSettings } from "./schema.ts";

/** Tenants. Each owns exactly one account of the ledger. A deleted one keeps its row. */
export const workspaces = sqliteTable("workspaces", {
  id: text("id").$type<WorkspaceId>().primaryKey(),
  slug: text("slug").notNull().unique(),
  name: text("name").notNull(),
  kind: text("kind").$type<WorkspaceKind>().notNull(),
  plan: text("plan").$type<Plan>().notNull(),
  /** The version of the plan that it is on; null is the first, from before there were others. */
  planVersionId: text("plan_version_id").$type<Id<"plan">>(),
  accountId: text("account_id").$type<AccountId>().notNull().unique(),
  settings: text("settings", { mode: "json" }).$type<WorkspaceSettings>().notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
  /** When its time of grace ends and it is purged; null is not to be deleted. */
  deleteAtMs: integer("delete_at_ms"),
  /** The member who has been offered the ownership, and since when. */
  transferToUserId: text("transfer_to_user_id").$type<UserId>(),
  transferAskedAtMs: integer("transfer_asked_at_ms"),
  deletedAtMs: integer("deleted_at_ms"),
});

/** Roles of a workspace's own making: a name for a set of permissions. */
export const permissionSets = sqliteTable(
  "permission_sets",
  {
    id: text("id").$type<Id<"role">>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    name: text("name").notNull(),
    permissions: text("permissions", { mode: "json" }).$type<Permission[]>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
  },
  (table) => [uniqueIndex("permission_sets_by_name").on(table.workspaceId, table.name)],
);

/** Who belongs to which workspace, and what of its PT they may use. */
export const memberships = sqliteTable(
  "memberships",
  {
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    userId: text("user_id").$type<UserId>().notNull(),
    role: text("role").$type<Role>().notNull(),
    /** What a member with the role `custom` may do. */
    permissionSetId: text("permission_set_id")
      .$type<Id<"role">>()
      .references(() => permissionSets.id),
    /** The member's share of the pool per period; null is no cap. */
    ptCapMicroPt: integer("pt_cap_micro_pt"),
    createdAtMs: integer("created_at_ms").notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.workspaceId, table.userId] }),
    index("memberships_by_user").on(table.userId, table.createdAtMs),
  ],
);

import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id, UserId, WorkspaceId } from "#core/ids";
import { permissionSets, workspaces } from "#features/workspaces/tables";
import type { Role } from "#platform/ctx";

/** Ways into a workspace. The token itself is nowhere: only its SHA-256. */
export const invitations = sqliteTable(
  "invitations",
  {
    id: text("id").$type<Id<"inv">>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    /** Whom it was mailed to; null is a link for whoever has it. */
    email: text("email"),
    role: text("role").$type<Role>().notNull(),
    permissionSetId: text("permission_set_id")
      .$type<Id<"role">>()
      .references(() => permissionSets.id),
    tokenHash: text("token_hash").notNull().unique(),
    /** How many people may come in by it; null is as many as there are seats. */
    usesMax: integer("uses_max"),
    uses: integer("uses").notNull(),
    invitedBy: text("invited_by").$type<UserId>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    sentAtMs: integer("sent_at_ms"),
    expiresAtMs: integer("expires_at_ms").notNull(),
    revokedAtMs: integer("revoked_at_ms"),
    declinedAtMs: integer("declined_at_ms"),
  },
  (table) => [index("invitations_by_workspace").on(table.workspaceId, table.createdAtMs)],
);

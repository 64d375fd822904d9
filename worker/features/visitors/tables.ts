import type { UserId, VisitorId, WorkspaceId } from "#core/ids";
import { workspaces } from "#features/workspaces/tables";
import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Browsers that chat without an account, each with a workspace of its own. */
export const visitors = sqliteTable("visitors", {
  id: text("id").$type<VisitorId>().primaryKey(),
  workspaceId: text("workspace_id")
    .$type<WorkspaceId>()
    .notNull()
    .references(() => workspaces.id),
  ipHash: text("ip_hash").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  /** Set exactly once: the workspace that took over what the visitor had. */
  adoptedByWorkspaceId: text("adopted_by_workspace_id")
    .$type<WorkspaceId>()
    .references(() => workspaces.id),
  adoptedByUserId: text("adopted_by_user_id").$type<UserId>(),
  adoptedAtMs: integer("adopted_at_ms"),
  /** When everything had gone over; null while something, such as held PT, has not. */
  carriedAtMs: integer("carried_at_ms"),
});

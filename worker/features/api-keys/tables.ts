import type { ApiKeyId, UserId, WorkspaceId } from "#core/ids";
import { users } from "#features/identity/tables";
import { workspaces } from "#features/workspaces/tables";
import type { Scope } from "#platform/ctx";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Keys of the public API. The secret itself is nowhere: only its SHA-256. */
export const apiKeys = sqliteTable(
  "api_keys",
  {
    id: text("id").$type<ApiKeyId>().primaryKey(),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    /** On whose behalf the key acts. */
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id),
    name: text("name").notNull(),
    prefix: text("prefix").notNull(),
    secretHash: text("secret_hash").notNull().unique(),
    scopes: text("scopes", { mode: "json" }).$type<Scope[]>().notNull(),
    budgetMicroPt: integer("budget_micro_pt"),
    models: text("models", { mode: "json" }).$type<string[]>(),
    requestsPerMinute: integer("requests_per_minute").notNull(),
    /** Whether the plan's rate limits it as well; null on keys from before plans had one. */
    limitedByPlan: integer("limited_by_plan", { mode: "boolean" }),
    /** Ranges of addresses that it may be used from, in CIDR form; null is from everywhere. */
    allowedRanges: text("allowed_ranges", { mode: "json" }).$type<string[]>(),
    /** The secret before the last rotation, and until when it is still good. */
    oldSecretHash: text("old_secret_hash").unique(),
    oldSecretUntilMs: integer("old_secret_until_ms"),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms"),
    lastUsedAtMs: integer("last_used_at_ms"),
    revokedAtMs: integer("revoked_at_ms"),
  },
  (table) => [index("api_keys_by_workspace").on(table.workspaceId, table.createdAtMs)],
);

import type { Id, UserId, WorkspaceId } from "#core/ids";
import { users } from "#features/identity/tables";
import { workspaces } from "#features/workspaces/tables";
import type { Role } from "#platform/ctx";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

/** Accounts at other providers that open a person's account here, by the provider's own subject. */
export const connections = sqliteTable(
  "connections",
  {
    id: text("id").$type<Id<"cnx">>().primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    /** `google`, `apple`, `github`, or the id of a company's sign-in. */
    provider: text("provider").notNull(),
    subject: text("subject").notNull(),
    /** As the provider told it last; only for the person to recognise the account by. */
    email: text("email"),
    createdAtMs: integer("created_at_ms").notNull(),
    lastUsedAtMs: integer("last_used_at_ms"),
  },
  (table) => [
    uniqueIndex("connections_by_subject").on(table.provider, table.subject),
    index("connections_by_user").on(table.userId),
  ],
);

/** Sign-in of a company's people at its own OpenID provider, set up by its workspace. */
export const companySignIns = sqliteTable("company_sign_ins", {
  id: text("id").$type<Id<"sso">>().primaryKey(),
  workspaceId: text("workspace_id")
    .$type<WorkspaceId>()
    .notNull()
    .unique()
    .references(() => workspaces.id),
  issuer: text("issuer").notNull(),
  clientId: text("client_id").notNull(),
  sealedClientSecret: text("sealed_client_secret").notNull(),
  /** What people become who come in for the first time. */
  defaultRole: text("default_role").$type<Role>().notNull(),
  /** People of the company's domains may come in no other way. */
  enforced: integer("enforced", { mode: "boolean" }).notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
});

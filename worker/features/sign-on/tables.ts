import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { Id, WorkspaceId } from "#core/ids";
import type { JoinRole } from "#features/domains/schema";
import { workspaces } from "#features/workspaces/tables";

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
  /** Whose addresses it is for. Only those count that the workspace has proven at the time. */
  domains: text("domains", { mode: "json" }).$type<string[]>().notNull().default([]),
  /** What people become who come in for the first time. */
  defaultRole: text("default_role").$type<JoinRole>().notNull(),
  enabled: integer("enabled", { mode: "boolean" }).notNull().default(false),
  /** People of the company's domains may come into the workspace no other way. */
  enforced: integer("enforced", { mode: "boolean" }).notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  updatedAtMs: integer("updated_at_ms").notNull(),
});

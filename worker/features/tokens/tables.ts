import type { Id, ProgramId, UserId, WorkspaceId } from "#core/ids";
import { users } from "#features/identity/tables";
import { workspaces } from "#features/workspaces/tables";
import type { Scope } from "#platform/ctx";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { EndReason, RequestState } from "./schema.ts";

/** Programs that a person let in, each for one workspace: a family of refresh tokens. */
export const programs = sqliteTable(
  "programs",
  {
    id: text("id").$type<ProgramId>().primaryKey(),
    userId: text("user_id")
      .$type<UserId>()
      .notNull()
      .references(() => users.id, { onDelete: "cascade" }),
    workspaceId: text("workspace_id")
      .$type<WorkspaceId>()
      .notNull()
      .references(() => workspaces.id),
    /** What the program calls itself. Nobody has checked it. */
    clientId: text("client_id").notNull(),
    scopes: text("scopes", { mode: "json" }).$type<Scope[]>().notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    lastUsedAtMs: integer("last_used_at_ms"),
    /** When it ends unless it is renewed before. */
    expiresAtMs: integer("expires_at_ms").notNull(),
    endedAtMs: integer("ended_at_ms"),
    endReason: text("end_reason").$type<EndReason>(),
  },
  (table) => [
    index("programs_by_user").on(table.userId, table.createdAtMs),
    index("programs_by_expiry").on(table.expiresAtMs),
  ],
);

/** Refresh tokens by their hash. Each is used once; what followed it is kept for a lost reply. */
export const refreshTokens = sqliteTable(
  "refresh_tokens",
  {
    hash: text("hash").primaryKey(),
    programId: text("program_id")
      .$type<ProgramId>()
      .notNull()
      .references(() => programs.id, { onDelete: "cascade" }),
    createdAtMs: integer("created_at_ms").notNull(),
    usedAtMs: integer("used_at_ms"),
    /** Its successor, sealed. */
    sealedSuccessor: text("sealed_successor"),
  },
  (table) => [index("refresh_tokens_by_program").on(table.programId)],
);

/** Requests of programs without a browser to be let in (RFC 8628). */
export const programRequests = sqliteTable(
  "program_requests",
  {
    id: text("id").$type<Id<"ask">>().primaryKey(),
    deviceCodeHash: text("device_code_hash").notNull().unique(),
    /** What the person types: eight consonants. */
    userCode: text("user_code").notNull().unique(),
    clientId: text("client_id").notNull(),
    scopes: text("scopes", { mode: "json" }).$type<Scope[]>().notNull(),
    state: text("state").$type<RequestState>().notNull(),
    intervalSeconds: integer("interval_seconds").notNull(),
    polledAtMs: integer("polled_at_ms"),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
    userId: text("user_id").$type<UserId>(),
    workspaceId: text("workspace_id").$type<WorkspaceId>(),
    doneAtMs: integer("done_at_ms"),
    /** The first refresh token, sealed, for a lost reply. */
    sealedRefreshToken: text("sealed_refresh_token"),
  },
  (table) => [index("program_requests_by_expiry").on(table.expiresAtMs)],
);

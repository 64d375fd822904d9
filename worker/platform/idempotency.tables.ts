import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What a client's `Idempotency-Key` stood for, and the answer it got. Kept for 24 hours. */
export const idempotencyRecords = sqliteTable(
  "idempotency_records",
  {
    /** Actor and workspace: two clients never share a key. */
    scope: text("scope").notNull(),
    key: text("key").notNull(),
    /** SHA-256 over the route and the body. */
    requestHash: text("request_hash").notNull(),
    /** Names the attempt that owns the claim. */
    claim: text("claim").notNull(),
    claimedAtMs: integer("claimed_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
    /** Null while in progress; `stored` carries the answer, `passed` leaves retries to the verb. */
    state: text("state", { enum: ["stored", "passed"] }),
    status: integer("status"),
    contentType: text("content_type"),
    /** Encrypted: an answer may carry a secret that is shown once. */
    sealedBody: text("sealed_body"),
  },
  (table) => [
    primaryKey({ columns: [table.scope, table.key] }),
    index("idempotency_records_by_expiry").on(table.expiresAtMs),
  ],
);

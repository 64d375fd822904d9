import type { ObjectMigration } from "#platform/object-migrations";

/**
 * The shape of a conversation object's SQLite. Append-only: a step that has been released is never
 * edited. A message's text lies in parts, so that a streaming answer is appended to, not rewritten.
 */
export const migrations: readonly ObjectMigration[] = [
  {
    id: 1,
    name: "turns",
    statements: [
      "CREATE TABLE marks (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
      `CREATE TABLE messages (
        position INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        parent_id TEXT,
        role TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at_ms INTEGER NOT NULL,
        turn_id TEXT NOT NULL,
        extra TEXT NOT NULL
      )`,
      `CREATE TABLE message_parts (
        message_id TEXT NOT NULL,
        part INTEGER NOT NULL,
        text TEXT NOT NULL,
        PRIMARY KEY (message_id, part)
      ) WITHOUT ROWID`,
      `CREATE TABLE turns (
        id TEXT PRIMARY KEY,
        client_id TEXT UNIQUE,
        fingerprint TEXT NOT NULL,
        phase TEXT NOT NULL,
        attempt INTEGER NOT NULL,
        stop_requested INTEGER NOT NULL,
        plan TEXT NOT NULL,
        hold TEXT,
        closing TEXT,
        outcome TEXT,
        created_at_ms INTEGER NOT NULL,
        ended_at_ms INTEGER,
        ended_seq INTEGER
      ) WITHOUT ROWID`,
      "CREATE INDEX turns_open ON turns (id) WHERE phase <> 'ended'",
      "CREATE INDEX turns_ended ON turns (ended_at_ms) WHERE phase = 'ended'",
      `CREATE TABLE outbox (
        id TEXT PRIMARY KEY,
        kind TEXT NOT NULL,
        body TEXT NOT NULL
      ) WITHOUT ROWID`,
    ],
  },
];

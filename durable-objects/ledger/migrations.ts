import type { ObjectMigration } from "#platform/object-migrations";

/**
 * The shape of a ledger object's SQLite. Append-only: a step that has been released is never edited.
 *
 * `transactions` and `entries` are the truth and cannot be changed or deleted. The other tables are
 * what the object needs at hand without folding them again; the audit proves that they agree.
 */
export const migrations: readonly ObjectMigration[] = [
  {
    id: 1,
    name: "book",
    statements: [
      `CREATE TABLE transactions (
        seq INTEGER PRIMARY KEY,
        at_ms INTEGER NOT NULL,
        kind TEXT NOT NULL,
        key TEXT,
        body TEXT,
        reply TEXT,
        hold_seq INTEGER,
        related_seq INTEGER,
        entry_seq INTEGER NOT NULL,
        balance_micro_pt INTEGER NOT NULL,
        held_micro_pt INTEGER NOT NULL,
        hash TEXT NOT NULL
      )`,
      "CREATE UNIQUE INDEX transactions_by_key ON transactions (key) WHERE key IS NOT NULL",
      `CREATE TABLE entries (
        seq INTEGER PRIMARY KEY,
        transaction_seq INTEGER NOT NULL,
        side TEXT NOT NULL,
        amount_micro_pt INTEGER NOT NULL,
        grant_seq INTEGER
      )`,
      ...["transactions", "entries"].flatMap((table) =>
        ["UPDATE", "DELETE"].map(
          (verb) => `CREATE TRIGGER ${table}_no_${verb.toLowerCase()} BEFORE ${verb} ON ${table}
            BEGIN SELECT RAISE(ABORT, '${table} are append-only'); END`,
        ),
      ),
      // Everything that memory is read from sits in one small tree, so a command dirties few pages.
      `CREATE TABLE live (
        kind TEXT NOT NULL,
        seq INTEGER NOT NULL,
        available_micro_pt INTEGER,
        held_micro_pt INTEGER,
        data TEXT,
        PRIMARY KEY (kind, seq)
      ) WITHOUT ROWID`,
      "CREATE TABLE grants (seq INTEGER PRIMARY KEY, terms TEXT NOT NULL)",
      "CREATE TABLE closed_holds (seq INTEGER PRIMARY KEY, hold TEXT NOT NULL)",
      `CREATE TABLE spendings (
        scope TEXT NOT NULL,
        id TEXT NOT NULL,
        spending TEXT NOT NULL,
        PRIMARY KEY (scope, id)
      ) WITHOUT ROWID`,
      `CREATE TABLE sources (
        type TEXT NOT NULL,
        id TEXT NOT NULL,
        record TEXT NOT NULL,
        PRIMARY KEY (type, id)
      ) WITHOUT ROWID`,
      "CREATE TABLE notices (id TEXT PRIMARY KEY, at_ms INTEGER NOT NULL, notice TEXT NOT NULL)",
    ],
  },
  {
    id: 2,
    name: "account-spending",
    statements: [
      // What the account as a whole has spent: members and keys alone were counted before.
      `WITH charges AS (
        SELECT json_extract(hold, '$.charge.windowStartsAtMs') AS window_starts_at_ms,
          (SELECT sum(json_extract(value, '$.amountMicroPt'))
            FROM json_each(hold, '$.charge.consumed')) AS kept_micro_pt
        FROM closed_holds WHERE json_extract(hold, '$.status') = 'settled'
      ), last AS (SELECT max(window_starts_at_ms) AS at_ms FROM charges)
      INSERT INTO spendings
      SELECT 'account', '', json_object(
        'scope', 'account',
        'id', '',
        'lifetimeMicroPt', coalesce(sum(kept_micro_pt), 0),
        'windowStartsAtMs', coalesce((SELECT at_ms FROM last), 0),
        'windowMicroPt', coalesce(sum(
          CASE WHEN window_starts_at_ms = (SELECT at_ms FROM last) THEN kept_micro_pt END), 0),
        'heldMicroPt', (SELECT coalesce(sum(json_extract(data, '$.amountMicroPt')), 0)
          FROM live WHERE kind = 'hold')
      ) FROM charges`,
    ],
  },
];

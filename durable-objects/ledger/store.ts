import type {
  AccountHead,
  Change,
  Grant,
  History,
  Hold,
  LedgerState,
  PeriodUse,
  SourceRecord,
  Spending,
} from "./book.ts";
import type { Entry, HashText, Transaction } from "./chart.ts";
import type { GrantSource, HoldStatus } from "./commands.ts";
import { emptyState, loadState } from "./state.ts";

interface AccountRow extends Record<string, SqlStorageValue> {
  entry_seq: number;
  transaction_seq: number;
  grant_seq: number;
  last_at_ms: number;
  clock_at_ms: number;
  head_hash: string;
  available_micro_pt: number;
  held_micro_pt: number;
  debt_micro_pt: number;
  period: string | null;
  sent_transaction_seq: number;
}

interface GrantRow extends Record<string, SqlStorageValue> {
  seq: number;
  available_micro_pt: number;
  held_micro_pt: number;
  terms: string;
}

type GrantTerms = Omit<Grant, "seq" | "availableMicroPt" | "heldMicroPt">;
type HoldTerms = Omit<Hold, "seq" | "status">;

interface HoldRow extends Record<string, SqlStorageValue> {
  seq: number;
  status: HoldStatus;
  terms: string;
}

interface SpendingRow extends Record<string, SqlStorageValue> {
  lifetime_micro_pt: number;
  window_starts_at_ms: number;
  window_micro_pt: number;
  held_micro_pt: number;
}

/** A statement takes 100 bound values; a row of entries has five. */
const ENTRY_ROWS_MAX = 20;

/** Statement texts by number of rows: equal texts let SQLite's prepared statements be found again. */
const entryInserts = Array.from({ length: ENTRY_ROWS_MAX + 1 }, (_, rows) => {
  const values = Array.from({ length: rows }, () => "(?,?,?,?,?)").join(",");
  return `INSERT INTO entries (seq, transaction_seq, side, amount_micro_pt, grant_seq) VALUES ${values}`;
});

/** The ledger's rows in the object's SQLite: what is written in one transaction, and look-ups. */
export class LedgerStore implements History {
  readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  load(accountId: string, hash: HashText): LedgerState {
    const [row] = this.sql.exec<AccountRow>("SELECT * FROM account").toArray();
    if (row === undefined) return emptyState(accountId, hash);
    const period: PeriodUse | null = row.period === null ? null : JSON.parse(row.period);
    const liveGrants = this.sql
      .exec<GrantRow>("SELECT * FROM grants WHERE available_micro_pt > 0 OR held_micro_pt > 0")
      .toArray()
      .map(toGrant);
    const openHolds = this.sql
      .exec<HoldRow>("SELECT * FROM holds WHERE status = 'open' ORDER BY seq")
      .toArray()
      .map(toHold);
    return loadState(accountId, hash, { head: toHead(row), period, liveGrants, openHolds });
  }

  /** Writes all of a change. Call it inside a storage transaction. */
  write(accountId: string, change: Change): void {
    for (const transaction of change.transactions) {
      this.#writeTransaction(transaction, change.reply);
    }
    const { sql } = this;
    for (const { seq, availableMicroPt, heldMicroPt, ...terms } of change.grantsAdded) {
      const text = JSON.stringify(terms satisfies GrantTerms);
      sql.exec("INSERT INTO grants VALUES (?,?,?,?)", seq, availableMicroPt, heldMicroPt, text);
    }
    for (const { seq, availableMicroPt, heldMicroPt } of change.grantsChanged) {
      sql.exec(
        "UPDATE grants SET available_micro_pt = ?, held_micro_pt = ? WHERE seq = ?",
        availableMicroPt,
        heldMicroPt,
        seq,
      );
    }
    for (const { seq, status, ...terms } of change.holdsAdded) {
      const text = JSON.stringify(terms satisfies HoldTerms);
      sql.exec("INSERT INTO holds VALUES (?,?,?)", seq, status, text);
    }
    for (const { seq, status, ...terms } of change.holdsChanged) {
      const text = JSON.stringify(terms satisfies HoldTerms);
      sql.exec("UPDATE holds SET status = ?, terms = ? WHERE seq = ?", status, text, seq);
    }
    for (const spending of change.spendings) this.#writeSpending(spending);
    for (const source of change.sources) {
      const text = JSON.stringify(source);
      sql.exec("INSERT OR REPLACE INTO sources VALUES (?,?,?)", source.type, source.id, text);
    }
    for (const { id, atMs, notice } of change.notices) {
      sql.exec("INSERT INTO notices VALUES (?,?,?)", id, atMs, JSON.stringify(notice));
    }
    this.#writeHead(accountId, change.head);
    if (change.period !== undefined) {
      sql.exec("UPDATE account SET period = ? WHERE one = 1", JSON.stringify(change.period));
    }
  }

  #writeTransaction(transaction: Transaction, reply: string | null): void {
    const { seq, atMs, kind, key, body, holdSeq, relatedSeq, entries, hash } = transaction;
    const { balanceMicroPt, heldMicroPt, entrySeq } = transaction;
    this.sql.exec(
      "INSERT INTO transactions VALUES (?,?,?,?,?,?,?,?,?,?,?,?)",
      seq,
      atMs,
      kind,
      key,
      body,
      key === null ? null : reply,
      holdSeq,
      relatedSeq,
      entrySeq,
      balanceMicroPt,
      heldMicroPt,
      hash,
    );
    for (let from = 0; from < entries.length; from += ENTRY_ROWS_MAX) {
      this.#writeEntries(seq, entries.slice(from, from + ENTRY_ROWS_MAX));
    }
  }

  #writeEntries(transactionSeq: number, entries: readonly Entry[]): void {
    const values: SqlStorageValue[] = [];
    for (const { seq, side, amountMicroPt, grantSeq } of entries) {
      values.push(seq, transactionSeq, side, amountMicroPt, grantSeq);
    }
    this.sql.exec(entryInserts[entries.length] ?? "", ...values);
  }

  #writeSpending(spending: Spending): void {
    this.sql.exec(
      "INSERT OR REPLACE INTO spendings VALUES (?,?,?,?,?,?)",
      spending.scope,
      spending.id,
      spending.lifetimeMicroPt,
      spending.windowStartsAtMs,
      spending.windowMicroPt,
      spending.heldMicroPt,
    );
  }

  #writeHead(accountId: string, head: AccountHead): void {
    this.sql.exec(
      `INSERT INTO account (one, account_id, entry_seq, transaction_seq, grant_seq, last_at_ms,
         clock_at_ms, head_hash, available_micro_pt, held_micro_pt, debt_micro_pt)
       VALUES (1,?,?,?,?,?,?,?,?,?,?)
       ON CONFLICT (one) DO UPDATE SET entry_seq = excluded.entry_seq,
         transaction_seq = excluded.transaction_seq, grant_seq = excluded.grant_seq,
         last_at_ms = excluded.last_at_ms, clock_at_ms = excluded.clock_at_ms,
         head_hash = excluded.head_hash, available_micro_pt = excluded.available_micro_pt,
         held_micro_pt = excluded.held_micro_pt, debt_micro_pt = excluded.debt_micro_pt`,
      accountId,
      head.entrySeq,
      head.transactionSeq,
      head.grantSeq,
      head.lastAtMs,
      head.clockAtMs,
      head.headHash,
      head.availableMicroPt,
      head.heldMicroPt,
      head.debtMicroPt,
    );
  }

  findKey(key: string): { body: string; reply: string } | undefined {
    return this.sql
      .exec<{ body: string; reply: string }>(
        "SELECT body, reply FROM transactions WHERE key = ?",
        key,
      )
      .toArray()[0];
  }

  findReply(transactionSeq: number): string | undefined {
    return this.sql
      .exec<{ reply: string }>("SELECT reply FROM transactions WHERE seq = ?", transactionSeq)
      .toArray()[0]?.reply;
  }

  findGrant(seq: number): Grant | undefined {
    const [row] = this.sql.exec<GrantRow>("SELECT * FROM grants WHERE seq = ?", seq).toArray();
    return row === undefined ? undefined : toGrant(row);
  }

  findHold(seq: number): Hold | undefined {
    const [row] = this.sql.exec<HoldRow>("SELECT * FROM holds WHERE seq = ?", seq).toArray();
    return row === undefined ? undefined : toHold(row);
  }

  findSource(source: GrantSource): SourceRecord | undefined {
    const [row] = this.sql
      .exec<{ record: string }>(
        "SELECT record FROM sources WHERE type = ? AND id = ?",
        source.type,
        source.id,
      )
      .toArray();
    if (row === undefined) return undefined;
    const record: SourceRecord = JSON.parse(row.record);
    return record;
  }

  findSpending(scope: "member" | "key", id: string): Spending | undefined {
    const [row] = this.sql
      .exec<SpendingRow>("SELECT * FROM spendings WHERE scope = ? AND id = ?", scope, id)
      .toArray();
    if (row === undefined) return undefined;
    return {
      scope,
      id,
      lifetimeMicroPt: row.lifetime_micro_pt,
      windowStartsAtMs: row.window_starts_at_ms,
      windowMicroPt: row.window_micro_pt,
      heldMicroPt: row.held_micro_pt,
    };
  }
}

export function toGrant(row: GrantRow): Grant {
  const terms: GrantTerms = JSON.parse(row.terms);
  return {
    ...terms,
    seq: row.seq,
    availableMicroPt: row.available_micro_pt,
    heldMicroPt: row.held_micro_pt,
  };
}

export function toHold(row: HoldRow): Hold {
  const terms: HoldTerms = JSON.parse(row.terms);
  return { ...terms, seq: row.seq, status: row.status };
}

function toHead(row: AccountRow): AccountHead {
  return {
    entrySeq: row.entry_seq,
    transactionSeq: row.transaction_seq,
    grantSeq: row.grant_seq,
    lastAtMs: row.last_at_ms,
    clockAtMs: row.clock_at_ms,
    headHash: row.head_hash,
    availableMicroPt: row.available_micro_pt,
    heldMicroPt: row.held_micro_pt,
    debtMicroPt: row.debt_micro_pt,
  };
}

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
import type { HashText, Transaction } from "./chart.ts";
import type { CapScope, GrantSource } from "./commands.ts";
import type { PendingHistory, PendingRows } from "./pending.ts";
import { emptyState, loadState } from "./state.ts";

type LiveKind = "head" | "period" | "grant" | "hold" | "sent";

interface LiveRow extends Record<string, SqlStorageValue> {
  kind: LiveKind;
  seq: number;
  available_micro_pt: number | null;
  held_micro_pt: number | null;
  data: string | null;
}

type GrantTerms = Omit<Grant, "seq" | "availableMicroPt" | "heldMicroPt">;

/** A statement takes at most 100 bound values. */
const VALUES_MAX = 100;

/**
 * An insert of many rows. Its texts depend on the number of rows only, so that SQLite's prepared
 * statements are found again.
 */
class RowInsert {
  readonly #columns: number;
  readonly #texts: string[];

  constructor(into: string, columns: number) {
    const row = `(${Array.from({ length: columns }, () => "?").join(",")})`;
    this.#columns = columns;
    this.#texts = Array.from({ length: Math.floor(VALUES_MAX / columns) + 1 }, (_, rows) => {
      return `${into} VALUES ${Array.from({ length: rows }, () => row).join(",")}`;
    });
  }

  run(sql: SqlStorage, values: readonly SqlStorageValue[]): void {
    const valuesMax = (this.#texts.length - 1) * this.#columns;
    for (let from = 0; from < values.length; from += valuesMax) {
      const part = values.slice(from, from + valuesMax);
      sql.exec(this.#texts[part.length / this.#columns] ?? "", ...part);
    }
  }
}

const insertTransactions = new RowInsert("INSERT INTO transactions", 12);
const insertEntries = new RowInsert("INSERT INTO entries", 5);
const insertGrants = new RowInsert("INSERT INTO grants", 2);
const insertNotices = new RowInsert("INSERT INTO notices", 3);
const putLive = new RowInsert("INSERT OR REPLACE INTO live", 5);
const putClosedHolds = new RowInsert("INSERT OR REPLACE INTO closed_holds", 2);
const putSpendings = new RowInsert("INSERT OR REPLACE INTO spendings", 3);
const putSources = new RowInsert("INSERT OR REPLACE INTO sources", 3);

/** The ledger's rows in the object's SQLite: what is written in one transaction, and look-ups. */
export class LedgerStore implements History {
  readonly sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.sql = sql;
  }

  load(accountId: string, hash: HashText): LedgerState {
    const rows = this.sql.exec<LiveRow>("SELECT * FROM live ORDER BY kind, seq").toArray();
    const of = (kind: LiveKind) => rows.filter((row) => row.kind === kind);
    const [head] = of("head");
    const [period] = of("period");
    if (head === undefined) return emptyState(accountId, hash);
    return loadState(accountId, hash, {
      head: parse<AccountHead>(head.data),
      period: period === undefined ? null : parse<PeriodUse>(period.data),
      liveGrants: of("grant").flatMap((row) => this.findGrant(row.seq) ?? []),
      openHolds: of("hold").map((row) => parse<Hold>(row.data)),
    });
  }

  /** Writes everything that is pending. Call it inside a storage transaction. */
  write(pending: PendingHistory): void {
    const { sql } = this;
    const { changes, rows } = pending;
    const transactions: SqlStorageValue[] = [];
    const entries: SqlStorageValue[] = [];
    const notices: SqlStorageValue[] = [];
    for (const change of changes) {
      for (const transaction of change.transactions) {
        pushTransaction(transactions, transaction, change.reply);
        pushEntries(entries, transaction);
      }
      for (const { id, atMs, notice } of change.notices) {
        notices.push(id, atMs, JSON.stringify(notice));
      }
    }
    insertTransactions.run(sql, transactions);
    insertEntries.run(sql, entries);
    insertNotices.run(sql, notices);
    const grants = rows.grantsAdded.flatMap((grant) => [grant.seq, termsOf(grant)]);
    insertGrants.run(sql, grants);
    this.#writeLive(changes, rows);
    this.#writeClosedHolds(rows);
    const spendings = [...rows.spendings.values()].flatMap((spending) => [
      spending.scope,
      spending.id,
      JSON.stringify(spending),
    ]);
    putSpendings.run(sql, spendings);
    const sources = [...rows.sources.values()].flatMap((source) => [
      source.type,
      source.id,
      JSON.stringify(source),
    ]);
    putSources.run(sql, sources);
  }

  #writeLive(changes: readonly Change[], rows: PendingRows): void {
    const values: SqlStorageValue[] = [];
    const head = changes.at(-1)?.head;
    if (head !== undefined) values.push("head", 0, null, null, JSON.stringify(head));
    const period = changes.findLast((change) => change.period !== undefined)?.period;
    if (period !== undefined) values.push("period", 0, null, null, JSON.stringify(period));
    for (const { seq, availableMicroPt, heldMicroPt } of rows.grants.values()) {
      if (availableMicroPt > 0 || heldMicroPt > 0) {
        values.push("grant", seq, availableMicroPt, heldMicroPt, null);
      } else this.#deleteLive("grant", seq);
    }
    for (const hold of rows.holds.values()) {
      if (hold.status !== "open") continue;
      values.push("hold", hold.seq, null, null, JSON.stringify(hold));
    }
    putLive.run(this.sql, values);
  }

  #writeClosedHolds(rows: PendingRows): void {
    const values: SqlStorageValue[] = [];
    for (const hold of rows.holds.values()) {
      if (hold.status === "open") continue;
      this.#deleteLive("hold", hold.seq);
      values.push(hold.seq, JSON.stringify(hold));
    }
    putClosedHolds.run(this.sql, values);
  }

  #deleteLive(kind: LiveKind, seq: number): void {
    this.sql.exec("DELETE FROM live WHERE kind = ? AND seq = ?", kind, seq);
  }

  /** The last transaction that the outbox has announced. */
  get sentTransactionSeq(): number {
    return this.#findLive("sent", 0)?.available_micro_pt ?? 0;
  }

  set sentTransactionSeq(seq: number) {
    putLive.run(this.sql, ["sent", 0, seq, null, null]);
  }

  #findLive(kind: LiveKind, seq: number): LiveRow | undefined {
    return this.sql
      .exec<LiveRow>("SELECT * FROM live WHERE kind = ? AND seq = ?", kind, seq)
      .toArray()[0];
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
    const [row] = this.sql
      .exec<{ terms: string }>("SELECT terms FROM grants WHERE seq = ?", seq)
      .toArray();
    if (row === undefined) return undefined;
    const live = this.#findLive("grant", seq);
    return {
      ...parse<GrantTerms>(row.terms),
      seq,
      availableMicroPt: live?.available_micro_pt ?? 0,
      heldMicroPt: live?.held_micro_pt ?? 0,
    };
  }

  findHold(seq: number): Hold | undefined {
    const open = this.#findLive("hold", seq);
    if (open !== undefined) return parse<Hold>(open.data);
    const [row] = this.sql
      .exec<{ hold: string }>("SELECT hold FROM closed_holds WHERE seq = ?", seq)
      .toArray();
    return row === undefined ? undefined : parse<Hold>(row.hold);
  }

  findSource(source: GrantSource): SourceRecord | undefined {
    const [row] = this.sql
      .exec<{ record: string }>(
        "SELECT record FROM sources WHERE type = ? AND id = ?",
        source.type,
        source.id,
      )
      .toArray();
    return row === undefined ? undefined : parse<SourceRecord>(row.record);
  }

  findSpending(scope: CapScope, id: string): Spending | undefined {
    const [row] = this.sql
      .exec<{ spending: string }>(
        "SELECT spending FROM spendings WHERE scope = ? AND id = ?",
        scope,
        id,
      )
      .toArray();
    return row === undefined ? undefined : parse<Spending>(row.spending);
  }

  /** Closed holds in sequence. */
  closedHoldsAfter(seq: number, limit: number): Hold[] {
    return this.sql
      .exec<{ hold: string }>(
        "SELECT hold FROM closed_holds WHERE seq > ? ORDER BY seq LIMIT ?",
        seq,
        limit,
      )
      .toArray()
      .map((row) => parse<Hold>(row.hold));
  }
}

function pushTransaction(
  values: SqlStorageValue[],
  transaction: Transaction,
  reply: string | null,
): void {
  const { seq, atMs, kind, key, body, holdSeq, relatedSeq } = transaction;
  const { entrySeq, balanceMicroPt, heldMicroPt, hash } = transaction;
  const storedReply = key === null ? null : reply;
  values.push(seq, atMs, kind, key, body, storedReply, holdSeq, relatedSeq);
  values.push(entrySeq, balanceMicroPt, heldMicroPt, hash);
}

function termsOf(grant: Grant): string {
  const { seq: _, availableMicroPt: __, heldMicroPt: ___, ...terms } = grant;
  return JSON.stringify(terms satisfies GrantTerms);
}

function pushEntries(values: SqlStorageValue[], { seq, entries }: Transaction): void {
  for (const entry of entries) {
    values.push(entry.seq, seq, entry.side, entry.amountMicroPt, entry.grantSeq);
  }
}

/** Our own rows are trusted: they are read back as the type that was written. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters
function parse<T>(text: string | null): T {
  return JSON.parse(text ?? "null");
}

import type { Entry, Side, Transaction, TransactionKind } from "./chart.ts";
import { customerDeltas, toGrantDocument, toHoldDocument } from "./documents.ts";
import type {
  EntryDocument,
  GrantDocument,
  HoldDocument,
  PageInput,
  TransactionDocument,
} from "./documents.ts";
import { readFacts } from "./facts.ts";
import type { FactPage } from "./facts.ts";
import { findSeq, ledgerId } from "./ledger-ids.ts";
import type { LedgerStore } from "./store.ts";

interface TransactionRow extends Record<string, SqlStorageValue> {
  seq: number;
  at_ms: number;
  kind: TransactionKind;
  key: string | null;
  body: string | null;
  hold_seq: number | null;
  related_seq: number | null;
  entry_seq: number;
  balance_micro_pt: number;
  held_micro_pt: number;
  hash: string;
}

interface EntryRow extends Record<string, SqlStorageValue> {
  seq: number;
  transaction_seq: number;
  side: Side;
  amount_micro_pt: number;
  grant_seq: number | null;
}

export const PAGE_MAX = 1_000;

/** Reads the book for people and programs: pages, single transactions, holds and grants. */
export class LedgerReader {
  readonly #store: LedgerStore;
  readonly #fingerprint: string;

  constructor(store: LedgerStore, fingerprint: string) {
    this.#store = store;
    this.#fingerprint = fingerprint;
  }

  /** Transactions with entries, oldest first after `afterSeq`, else newest first. */
  transactions(page: PageInput): TransactionDocument[] {
    return this.#page("transactions", page).map((row) => this.#toDocument(row));
  }

  /** Transactions as the chain hashed them, in sequence: what an audit folds. */
  raw(afterSeq: number, limit: number): Transaction[] {
    const rows = this.#page("transactions", { afterSeq, limit });
    const entries = new Map<number, Entry[]>(rows.map((row) => [row.seq, []]));
    for (const row of this.#entriesFrom(rows[0]?.seq ?? 0, rows.at(-1)?.entry_seq ?? 0)) {
      entries.get(row.transaction_seq)?.push({
        seq: row.seq,
        side: row.side,
        amountMicroPt: row.amount_micro_pt,
        grantSeq: row.grant_seq,
      });
    }
    return rows.map((row) => ({
      seq: row.seq,
      atMs: row.at_ms,
      kind: row.kind,
      key: row.key,
      body: row.body,
      holdSeq: row.hold_seq,
      relatedSeq: row.related_seq,
      balanceMicroPt: row.balance_micro_pt,
      heldMicroPt: row.held_micro_pt,
      entrySeq: row.entry_seq,
      entries: entries.get(row.seq) ?? [],
      hash: row.hash,
    }));
  }

  /** What outside books are compared with, oldest first. */
  facts(afterSeq: number, limit: number): FactPage {
    const [head] = this.#page("transactions", { limit: 1 });
    const headSeq = head?.seq ?? 0;
    return readFacts(this.#store, this.#fingerprint, { afterSeq, limit, headSeq });
  }

  findTransaction(id: string): TransactionDocument | undefined {
    const seq = findSeq(id);
    const row = seq === undefined ? undefined : this.#findRow(seq);
    if (row === undefined || this.#transactionId(row) !== id) return undefined;
    return this.#toDocument(row);
  }

  entries({ afterSeq, beforeSeq, limit }: PageInput): EntryDocument[] {
    const forward = afterSeq !== undefined;
    const rows = this.#store.sql
      .exec<EntryRow>(
        `SELECT * FROM entries WHERE seq > ? AND seq < ? ORDER BY seq ${forward ? "" : "DESC"} LIMIT ?`,
        afterSeq ?? 0,
        beforeSeq ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      .toArray();
    const transactions = new Map<number, TransactionRow | undefined>();
    return rows.flatMap((row) => {
      const known = transactions.get(row.transaction_seq) ?? this.#findRow(row.transaction_seq);
      transactions.set(row.transaction_seq, known);
      return known === undefined ? [] : [this.#toEntry(known, row)];
    });
  }

  findHold(id: string): HoldDocument | undefined {
    const seq = findSeq(id);
    const hold = seq === undefined ? undefined : this.#store.findHold(seq);
    return hold?.id === id ? toHoldDocument(hold) : undefined;
  }

  findCharge(id: string): HoldDocument | undefined {
    const seq = findSeq(id);
    const hold = seq === undefined ? undefined : this.#store.findHold(seq);
    return hold?.charge?.id === id ? toHoldDocument(hold) : undefined;
  }

  /** The newest grants first, spent and expired ones too. */
  grants(newestSeq: number, limit: number): GrantDocument[] {
    const grants: GrantDocument[] = [];
    for (let seq = newestSeq; seq > 0 && grants.length < limit; seq--) {
      const grant = this.#store.findGrant(seq);
      if (grant !== undefined) grants.push(toGrantDocument(grant));
    }
    return grants;
  }

  #page(table: "transactions", { afterSeq, beforeSeq, limit }: PageInput): TransactionRow[] {
    const order = afterSeq === undefined ? "DESC" : "ASC";
    return this.#store.sql
      .exec<TransactionRow>(
        `SELECT seq, at_ms, kind, key, body, hold_seq, related_seq, entry_seq, balance_micro_pt,
           held_micro_pt, hash FROM ${table} WHERE seq > ? AND seq < ? ORDER BY seq ${order} LIMIT ?`,
        afterSeq ?? 0,
        beforeSeq ?? Number.MAX_SAFE_INTEGER,
        limit,
      )
      .toArray();
  }

  #findRow(seq: number): TransactionRow | undefined {
    return this.#page("transactions", { afterSeq: seq - 1, beforeSeq: seq + 1, limit: 1 })[0];
  }

  #entriesOf(row: TransactionRow): EntryRow[] {
    return this.#entriesFrom(row.seq, row.entry_seq);
  }

  /** Entries from the first of a transaction up to an entry. */
  #entriesFrom(transactionSeq: number, lastEntrySeq: number): EntryRow[] {
    const [previous] = this.#store.sql
      .exec<{ entry_seq: number }>(
        "SELECT entry_seq FROM transactions WHERE seq = ?",
        transactionSeq - 1,
      )
      .toArray();
    return this.#store.sql
      .exec<EntryRow>(
        "SELECT * FROM entries WHERE seq > ? AND seq <= ? ORDER BY seq",
        previous?.entry_seq ?? 0,
        lastEntrySeq,
      )
      .toArray();
  }

  #toDocument(row: TransactionRow): TransactionDocument {
    const hold = row.hold_seq === null ? undefined : this.#store.findHold(row.hold_seq);
    const related = row.related_seq === null ? undefined : this.#findRow(row.related_seq);
    const entries = this.#entriesOf(row).map((entry) => this.#toEntry(row, entry));
    return {
      id: this.#transactionId(row),
      seq: row.seq,
      atMs: row.at_ms,
      kind: row.kind,
      key: row.key,
      commandJson: row.body,
      holdId: hold?.id ?? null,
      chargeId: hold?.charge?.id ?? null,
      purpose: hold?.purpose ?? null,
      relatedTransactionId: related === undefined ? null : this.#transactionId(related),
      ...customerDeltas(entries),
      balanceAfterMicroPt: row.balance_micro_pt,
      heldAfterMicroPt: row.held_micro_pt,
      hash: row.hash,
      entries,
    };
  }

  #toEntry(transaction: TransactionRow, row: EntryRow): EntryDocument {
    const { hold_seq: holdSeq } = transaction;
    const grant = row.grant_seq === null ? undefined : this.#store.findGrant(row.grant_seq);
    const hold = holdSeq === null ? undefined : this.#store.findHold(holdSeq);
    return {
      id: ledgerId("ent", this.#fingerprint, transaction.at_ms, row.seq),
      seq: row.seq,
      transactionId: this.#transactionId(transaction),
      kind: transaction.kind,
      atMs: transaction.at_ms,
      side: row.side,
      amountMicroPt: row.amount_micro_pt,
      grantId: grant?.id ?? null,
      holdId: hold?.id ?? null,
    };
  }

  #transactionId(row: TransactionRow): string {
    return ledgerId("tx", this.#fingerprint, row.at_ms, row.seq);
  }
}

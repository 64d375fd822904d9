import type { LedgerNotice } from "./commands.ts";
import { ledgerId } from "./ledger-ids.ts";
import type { BalanceDocument } from "./balance.ts";
import type { AccountId } from "#core/ids";
import type { WorkMessage } from "#platform/queue";
import type { LedgerStore } from "./store.ts";

/** Notices leave in parts of this size. */
export const NOTICES_PER_SEND_MAX = 90;

interface NoticeRow extends Record<string, SqlStorageValue> {
  id: string;
  at_ms: number;
  notice: string;
}

/**
 * What must leave the object: that the book grew, and notices. Rows are written with the change that
 * caused them and removed when the queue has taken them, so everything leaves at least once. "The
 * book grew" needs no row of its own: it is due while the last sent transaction is not the last one,
 * and many changes leave as one message.
 */
export class LedgerOutbox {
  readonly #store: LedgerStore;
  #sentTransactionSeq: number;

  constructor(store: LedgerStore) {
    this.#store = store;
    this.#sentTransactionSeq = store.sentTransactionSeq;
  }

  /** Every notice is written together with a transaction, so the sequence alone tells. */
  isDue(transactionSeq: number): boolean {
    return this.#sentTransactionSeq < transactionSeq;
  }

  /** The messages to send, and the sequence to acknowledge once they are sent. */
  take(
    fingerprint: string,
    accountId: AccountId,
    balance: BalanceDocument,
    transactionSeq: number,
  ): { messages: WorkMessage[]; noticeIds: string[] } {
    const rows = this.#store.sql
      .exec<NoticeRow>("SELECT * FROM notices ORDER BY at_ms, id LIMIT ?", NOTICES_PER_SEND_MAX)
      .toArray();
    const id = ledgerId("obx", fingerprint, balance.atMs, transactionSeq);
    const grown: WorkMessage = {
      id,
      type: "credits.entries-appended",
      payload: { accountId, balance },
    };
    const notices = rows.map((row): WorkMessage => {
      const { kind, ...detail }: LedgerNotice = JSON.parse(row.notice);
      const payload = { accountId, notice: kind, detail: { ...detail, atMs: row.at_ms } };
      return { id: row.id, type: "credits.notice", payload };
    });
    return { messages: [grown, ...notices], noticeIds: rows.map((row) => row.id) };
  }

  /** Notes that messages have been taken by the queue. */
  acknowledge(transactionSeq: number, noticeIds: readonly string[]): void {
    const noticesLeft = noticeIds.length === NOTICES_PER_SEND_MAX;
    const sentTransactionSeq = noticesLeft ? transactionSeq - 1 : transactionSeq;
    this.#store.sentTransactionSeq = sentTransactionSeq;
    for (const id of noticeIds) this.#store.sql.exec("DELETE FROM notices WHERE id = ?", id);
    this.#sentTransactionSeq = sentTransactionSeq;
  }
}

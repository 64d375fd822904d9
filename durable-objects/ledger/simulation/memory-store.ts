import type {
  AccountHead,
  Grant,
  History,
  Hold,
  PeriodUse,
  SourceRecord,
  Spending,
  StoredState,
} from "../book.ts";
import type { CapScope, GrantSource } from "../commands.ts";
import type { PendingHistory } from "../pending.ts";
import { emptyState } from "../state.ts";

/**
 * Durable rows of a simulated account. Like the object's SQLite it takes a change whole or not at
 * all, and hands out rows that went through JSON as they do there.
 */
export class MemoryStore implements History {
  readonly #keys = new Map<string, { body: string; reply: string }>();
  readonly #replies = new Map<number, string>();
  readonly #grants = new Map<number, Grant>();
  readonly #holds = new Map<number, Hold>();
  readonly #open = new Set<number>();
  readonly #live = new Set<number>();
  readonly #spendings = new Map<string, Spending>();
  readonly #sources = new Map<string, SourceRecord>();
  #head: AccountHead = emptyState("", () => "0000000000").head;
  #period: PeriodUse | null = null;

  commit({ changes, rows }: PendingHistory): void {
    for (const { transactions, reply } of changes) {
      for (const { key, body, seq } of transactions) {
        if (key === null || body === null || reply === null) continue;
        if (this.#keys.has(key)) throw new Error(`key ${key} is unique`);
        this.#keys.set(key, { body, reply });
        this.#replies.set(seq, reply);
      }
    }
    for (const grant of rows.grantsAdded) {
      if (this.#grants.has(grant.seq)) throw new Error(`grant ${grant.seq} is unique`);
    }
    for (const grant of rows.grants.values()) {
      this.#grants.set(grant.seq, grant);
      const live = grant.availableMicroPt > 0 || grant.heldMicroPt > 0;
      if (live) this.#live.add(grant.seq);
      else this.#live.delete(grant.seq);
    }
    for (const hold of rows.holds.values()) {
      this.#holds.set(hold.seq, hold);
      if (hold.status === "open") this.#open.add(hold.seq);
      else this.#open.delete(hold.seq);
    }
    for (const spending of rows.spendings.values()) {
      this.#spendings.set(`${spending.scope} ${spending.id}`, spending);
    }
    for (const source of rows.sources.values()) {
      this.#sources.set(`${source.type} ${source.id}`, source);
    }
    this.#head = changes.at(-1)?.head ?? this.#head;
    this.#period = changes.findLast(({ period }) => period !== undefined)?.period ?? this.#period;
  }

  stored(): StoredState {
    const rows = {
      head: this.#head,
      period: this.#period,
      liveGrants: this.grants().filter((grant) => this.#live.has(grant.seq)),
      openHolds: this.holds().filter((hold) => this.#open.has(hold.seq)),
    };
    const read: typeof rows = JSON.parse(JSON.stringify(rows));
    return read;
  }

  get head(): AccountHead {
    return this.#head;
  }

  grants(): Grant[] {
    return [...this.#grants.values()];
  }

  holds(): Hold[] {
    return [...this.#holds.values()].toSorted((a, b) => a.seq - b.seq);
  }

  findKey(key: string) {
    return this.#keys.get(key);
  }

  findReply(transactionSeq: number) {
    return this.#replies.get(transactionSeq);
  }

  findGrant(seq: number) {
    return this.#grants.get(seq);
  }

  findHold(seq: number) {
    return this.#holds.get(seq);
  }

  findSource(source: GrantSource) {
    return this.#sources.get(`${source.type} ${source.id}`);
  }

  findSpending(scope: CapScope, id: string) {
    return this.#spendings.get(`${scope} ${id}`);
  }
}

import type { Change, Grant, History, Hold, SourceRecord, Spending } from "./book.ts";
import type { CapScope, GrantSource } from "./commands.ts";

/** The rows that a list of changes leaves behind: the last version of each, every transaction. */
export interface PendingRows {
  readonly grantsAdded: readonly Grant[];
  readonly grants: ReadonlyMap<number, Grant>;
  readonly holds: ReadonlyMap<number, Hold>;
  readonly spendings: ReadonlyMap<string, Spending>;
  readonly sources: ReadonlyMap<string, SourceRecord>;
}

/**
 * History as it will be once the changes decided so far are written. It lets commands that share a
 * commit be decided one after the other and be written together.
 */
export class PendingHistory implements History {
  readonly #base: History;
  readonly #keys = new Map<string, { body: string; reply: string }>();
  readonly #replies = new Map<number, string>();
  readonly #grantsAdded: Grant[] = [];
  readonly #grants = new Map<number, Grant>();
  readonly #holds = new Map<number, Hold>();
  readonly #spendings = new Map<string, Spending>();
  readonly #sources = new Map<string, SourceRecord>();
  readonly changes: Change[] = [];

  constructor(base: History) {
    this.#base = base;
  }

  add(change: Change): void {
    this.changes.push(change);
    const { reply } = change;
    for (const { key, body, seq } of change.transactions) {
      if (key === null || body === null || reply === null) continue;
      this.#keys.set(key, { body, reply });
      this.#replies.set(seq, reply);
    }
    this.#grantsAdded.push(...change.grantsAdded);
    for (const grant of change.grantsAdded) this.#grants.set(grant.seq, grant);
    for (const grant of change.grantsChanged) this.#grants.set(grant.seq, grant);
    for (const hold of change.holdsAdded) this.#holds.set(hold.seq, hold);
    for (const hold of change.holdsChanged) this.#holds.set(hold.seq, hold);
    for (const row of change.spendings) this.#spendings.set(`${row.scope} ${row.id}`, row);
    for (const source of change.sources) this.#sources.set(nameOf(source), source);
  }

  get rows(): PendingRows {
    return {
      grantsAdded: this.#grantsAdded,
      grants: this.#grants,
      holds: this.#holds,
      spendings: this.#spendings,
      sources: this.#sources,
    };
  }

  findKey(key: string) {
    return this.#keys.get(key) ?? this.#base.findKey(key);
  }

  findReply(transactionSeq: number) {
    return this.#replies.get(transactionSeq) ?? this.#base.findReply(transactionSeq);
  }

  findGrant(seq: number) {
    return this.#grants.get(seq) ?? this.#base.findGrant(seq);
  }

  findHold(seq: number) {
    return this.#holds.get(seq) ?? this.#base.findHold(seq);
  }

  findSource(source: GrantSource) {
    return this.#sources.get(nameOf(source)) ?? this.#base.findSource(source);
  }

  findSpending(scope: CapScope, id: string) {
    return this.#spendings.get(`${scope} ${id}`) ?? this.#base.findSpending(scope, id);
  }
}

function nameOf(source: GrantSource): string {
  return JSON.stringify([source.type, source.id]);
}

import { invariant } from "#core/assert";
import type { IdPrefix } from "#core/ids";
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
import { compareBurn } from "./burn-order.ts";
import { chainHash } from "./chart.ts";
import type { Entry, HashText, Transaction, TransactionKind } from "./chart.ts";
import type { CapScope, GrantSource, LedgerNotice, Receipt } from "./commands.ts";
import { ledgerId } from "./ledger-ids.ts";
import type { Line } from "./lines.ts";

export interface Posting {
  kind: TransactionKind;
  lines: readonly Line[];
  holdSeq?: number | null;
  relatedSeq?: number | null;
}

/** What a decision reads: the state in memory, look-ups into history, and the hash of the chain. */
export interface Book {
  readonly state: LedgerState;
  readonly history: History;
  readonly hash: HashText;
}

/**
 * A change in the making. It reads through to the book and keeps everything new to itself, so a
 * decision that is dropped leaves no trace. The entries posted are the only way a balance moves.
 */
export class Draft {
  readonly book: Book;
  /** The object's clock, by which timeouts and expiries are judged. */
  readonly nowMs: number;
  readonly #command: { key: string; body: string } | null;
  #head: AccountHead;
  #period: PeriodUse | undefined;
  readonly #transactions: Transaction[] = [];
  readonly #grants = new Map<number, Grant>();
  readonly #holds = new Map<number, Hold>();
  readonly #spendings = new Map<string, Spending>();
  readonly #sources: SourceRecord[] = [];
  readonly #notices: Change["notices"][number][] = [];

  constructor(book: Book, nowMs: number, command: { key: string; body: string } | null) {
    this.book = book;
    this.nowMs = nowMs;
    this.#command = command;
    this.#head = { ...book.state.head, clockAtMs: nowMs };
  }

  get head(): AccountHead {
    return this.#head;
  }

  get period(): PeriodUse | null {
    return this.#period ?? this.book.state.period;
  }

  setPeriod(period: PeriodUse): void {
    this.#period = period;
  }

  /** Ledger time of the next transaction: the clock's, but always later than the last. */
  get nextAtMs(): number {
    return Math.max(this.nowMs, this.#head.lastAtMs + 1);
  }

  get nextTransactionSeq(): number {
    return this.#head.transactionSeq + 1;
  }

  id<P extends IdPrefix>(prefix: P, atMs: number, seq: number): `${P}_${string}` {
    return ledgerId(prefix, this.book.state.fingerprint, atMs, seq);
  }

  grant(seq: number): Grant {
    const grant =
      this.#grants.get(seq) ?? this.book.state.grants.get(seq) ?? this.book.history.findGrant(seq);
    invariant(grant !== undefined, `grant ${seq} exists`);
    return grant;
  }

  isExpired(grant: Grant): boolean {
    return grant.expiresAtMs !== null && grant.expiresAtMs <= this.nowMs;
  }

  /** Grants with PT to spend, in burn order, without those whose time is over. */
  spendable(): Grant[] {
    const { order } = this.book.state;
    const known = order.map((seq) => this.grant(seq));
    const others = [...this.#grants.values()].filter((grant) => !order.includes(grant.seq));
    const all = others.length === 0 ? known : [...known, ...others].toSorted(compareBurn);
    return all.filter((grant) => grant.availableMicroPt > 0 && !this.isExpired(grant));
  }

  addGrant(grant: Omit<Grant, "seq" | "id" | "availableMicroPt" | "heldMicroPt" | "createdAtMs">) {
    const seq = this.#head.grantSeq + 1;
    const createdAtMs = this.nextAtMs;
    this.#head = { ...this.#head, grantSeq: seq };
    const id = this.id("grant", createdAtMs, seq);
    const added = { ...grant, seq, id, createdAtMs, availableMicroPt: 0, heldMicroPt: 0 };
    this.#grants.set(seq, added);
    return added;
  }

  /** The hold as this draft leaves it, open or closed. */
  findHold(seq: number): Hold | undefined {
    return (
      this.#holds.get(seq) ?? this.book.state.holds.get(seq) ?? this.book.history.findHold(seq)
    );
  }

  putHold(hold: Hold): void {
    this.#holds.set(hold.seq, hold);
  }

  findSpending(scope: CapScope, id: string): Spending | undefined {
    return this.#spendings.get(`${scope} ${id}`) ?? this.book.history.findSpending(scope, id);
  }

  putSpending(spending: Spending): void {
    this.#spendings.set(`${spending.scope} ${spending.id}`, spending);
  }

  findSource(source: GrantSource): SourceRecord | undefined {
    return this.book.history.findSource(source);
  }

  putSource(source: SourceRecord): void {
    this.#sources.push(source);
  }

  notify(notice: LedgerNotice): void {
    const atMs = this.#head.lastAtMs;
    const ordinal = this.#head.transactionSeq * 32 + this.#notices.length;
    this.#notices.push({ id: this.id("ntc", atMs, ordinal % 32 ** 6), atMs, notice });
  }

  /** Appends a transaction. Lines of nothing are left out; the rest must sum to zero. */
  post(posting: Posting): Transaction {
    const seq = this.nextTransactionSeq;
    const atMs = this.nextAtMs;
    let { entrySeq } = this.#head;
    let sumMicroPt = 0;
    const entries: Entry[] = [];
    for (const { side, amountMicroPt, grantSeq = null } of posting.lines) {
      if (amountMicroPt === 0) continue;
      invariant(Number.isSafeInteger(amountMicroPt), `${amountMicroPt} is a whole micro-PT`);
      sumMicroPt += amountMicroPt;
      entrySeq += 1;
      entries.push({ seq: entrySeq, side, amountMicroPt, grantSeq });
    }
    invariant(sumMicroPt === 0, `entries of ${posting.kind} sum to zero, not ${sumMicroPt}`);
    const command = this.#transactions.length === 0 ? this.#command : null;
    const unhashed = {
      seq,
      atMs,
      kind: posting.kind,
      key: command?.key ?? null,
      body: command?.body ?? null,
      holdSeq: posting.holdSeq ?? null,
      relatedSeq: posting.relatedSeq ?? null,
      entries,
    };
    for (const entry of entries) this.#move(entry);
    const { availableMicroPt, heldMicroPt, debtMicroPt, headHash } = this.#head;
    const balanceMicroPt = availableMicroPt + heldMicroPt - debtMicroPt;
    const stated = { ...unhashed, balanceMicroPt, heldMicroPt, entrySeq };
    const hash = chainHash(this.book.hash, headHash, stated);
    const transaction = { ...stated, hash };
    this.#transactions.push(transaction);
    this.#head = { ...this.#head, entrySeq, transactionSeq: seq, lastAtMs: atMs, headHash: hash };
    return transaction;
  }

  #move({ side, amountMicroPt, grantSeq }: Entry): void {
    if (side !== "available" && side !== "held") return;
    const head = this.#head;
    if (grantSeq === null) {
      invariant(side === "available", "held PT belong to a grant");
      const debtMicroPt = head.debtMicroPt - amountMicroPt;
      invariant(debtMicroPt >= 0, "debt is never overpaid");
      this.#head = { ...head, debtMicroPt };
      return;
    }
    const grant = this.grant(grantSeq);
    if (side === "held") {
      const heldMicroPt = grant.heldMicroPt + amountMicroPt;
      invariant(heldMicroPt >= 0, `grant ${grantSeq} holds what is taken`);
      this.#grants.set(grantSeq, { ...grant, heldMicroPt });
      this.#head = { ...head, heldMicroPt: head.heldMicroPt + amountMicroPt };
    } else {
      const availableMicroPt = grant.availableMicroPt + amountMicroPt;
      invariant(availableMicroPt >= 0, `grant ${grantSeq} has what is taken`);
      this.#grants.set(grantSeq, { ...grant, availableMicroPt });
      this.#head = { ...head, availableMicroPt: head.availableMicroPt + amountMicroPt };
    }
  }

  /** The transaction and the balance as they stand now. */
  receipt(transaction: Transaction): Receipt {
    const { availableMicroPt, heldMicroPt, debtMicroPt } = this.#head;
    return {
      transactionId: this.id("tx", transaction.atMs, transaction.seq),
      atMs: transaction.atMs,
      balanceMicroPt: availableMicroPt + heldMicroPt - debtMicroPt,
      heldMicroPt,
      availableMicroPt: availableMicroPt - debtMicroPt,
    };
  }

  /** What to write. `reply` is stored with the first transaction. */
  finish(reply: object | null): Change {
    const known = this.book.state.head;
    const grants = [...this.#grants.values()];
    const holds = [...this.#holds.values()];
    return {
      transactions: this.#transactions,
      reply: reply === null ? null : JSON.stringify(reply),
      grantsAdded: grants.filter((grant) => grant.seq > known.grantSeq),
      grantsChanged: grants.filter((grant) => grant.seq <= known.grantSeq),
      holdsAdded: holds.filter((hold) => hold.seq > known.transactionSeq),
      holdsChanged: holds.filter((hold) => hold.seq <= known.transactionSeq),
      spendings: [...this.#spendings.values()],
      sources: this.#sources,
      head: this.#head,
      ...(this.#period !== undefined && { period: this.#period }),
      notices: this.#notices,
    };
  }
}

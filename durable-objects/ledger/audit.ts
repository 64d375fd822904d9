import type { AccountHead, Grant, Hold } from "./book.ts";
import { sumBuckets } from "./burn-order.ts";
import { chainHash, sides } from "./chart.ts";
import type { Entry, HashText, Side, Transaction } from "./chart.ts";
import { GENESIS_HASH } from "./state.ts";

/** How many findings a report spells out. */
export const FINDINGS_MAX = 50;

/** What folding every entry from empty says about an account. */
export interface AuditReport {
  ok: boolean;
  accountId: string;
  transactions: number;
  entries: number;
  /** The end of the chain: what the nightly job keeps outside. */
  headHash: string;
  lastAtMs: number;
  balanceMicroPt: number;
  heldMicroPt: number;
  debtMicroPt: number;
  openHolds: number;
  /** Sum of every side, as decimal strings; together they are zero. */
  sides: Record<Side, string>;
  findings: string[];
}

/** Where a fold stands between two pages: plain data that may wait anywhere. */
export interface FoldState {
  headHash: string;
  transactionSeq: number;
  entrySeq: number;
  lastAtMs: number;
  availableMicroPt: number;
  heldMicroPt: number;
  debtMicroPt: number;
  /** Sums of the sides that moved, as decimal strings. */
  sides: { side: Side; sum: string }[];
  /** Grants with PT left, and holds that hold any: neither grows with history. */
  grants: { seq: number; availableMicroPt: number; heldMicroPt: number }[];
  holds: { seq: number; heldMicroPt: number }[];
  findings: string[];
}

interface GrantFold {
  availableMicroPt: number;
  heldMicroPt: number;
}

/**
 * Replays an account from nothing. It trusts no stored balance: it recomputes the chain and every
 * balance from entries alone and notes whatever does not agree.
 */
export class LedgerFold {
  readonly findings: string[] = [];
  readonly #hash: HashText;
  readonly #sides = new Map<Side, bigint>(sides.map((side) => [side, 0n]));
  readonly #grants = new Map<number, GrantFold>();
  readonly #holds = new Map<number, number>();
  #headHash = GENESIS_HASH;
  #transactionSeq = 0;
  #entrySeq = 0;
  #lastAtMs = 0;
  #availableMicroPt = 0;
  #heldMicroPt = 0;
  #debtMicroPt = 0;

  /** Begins with an empty book, or where an earlier fold of the same book stood. */
  constructor(hash: HashText, from?: FoldState) {
    this.#hash = hash;
    if (from === undefined) return;
    this.#headHash = from.headHash;
    this.#transactionSeq = from.transactionSeq;
    this.#entrySeq = from.entrySeq;
    this.#lastAtMs = from.lastAtMs;
    this.#availableMicroPt = from.availableMicroPt;
    this.#heldMicroPt = from.heldMicroPt;
    this.#debtMicroPt = from.debtMicroPt;
    for (const { side, sum } of from.sides) this.#sides.set(side, BigInt(sum));
    for (const { seq, ...grant } of from.grants) this.#grants.set(seq, grant);
    for (const { seq, heldMicroPt } of from.holds) this.#holds.set(seq, heldMicroPt);
    this.findings.push(...from.findings);
  }

  /** The last transaction that was folded. */
  get transactionSeq(): number {
    return this.#transactionSeq;
  }

  /** Where it stands, for a later fold to go on. */
  toState(): FoldState {
    return {
      headHash: this.#headHash,
      transactionSeq: this.#transactionSeq,
      entrySeq: this.#entrySeq,
      lastAtMs: this.#lastAtMs,
      availableMicroPt: this.#availableMicroPt,
      heldMicroPt: this.#heldMicroPt,
      debtMicroPt: this.#debtMicroPt,
      sides: [...this.#sides].map(([side, sum]) => ({ side, sum: sum.toString() })),
      grants: [...this.#grants].map(([seq, grant]) => ({
        seq,
        availableMicroPt: grant.availableMicroPt,
        heldMicroPt: grant.heldMicroPt,
      })),
      holds: [...this.#holds].map(([seq, heldMicroPt]) => ({ seq, heldMicroPt })),
      findings: [...this.findings],
    };
  }

  /** Folds the next transaction of the book. */
  add(transaction: Transaction): void {
    const { seq, atMs, kind, entries } = transaction;
    const debtBeforeMicroPt = this.#debtMicroPt;
    this.#expect(seq === this.#transactionSeq + 1, `transaction ${seq} follows the one before it`);
    this.#expect(atMs > this.#lastAtMs, `transaction ${seq} is later than the one before it`);
    const hash = chainHash(this.#hash, this.#headHash, transaction);
    this.#expect(hash === transaction.hash, `transaction ${seq} is as it was hashed`);
    let sumMicroPt = 0;
    let heldDeltaMicroPt = 0;
    for (const entry of entries) {
      this.#expect(
        entry.seq === this.#entrySeq + 1,
        `entry ${entry.seq} follows the one before it`,
      );
      this.#entrySeq = entry.seq;
      sumMicroPt += entry.amountMicroPt;
      if (entry.side === "held") heldDeltaMicroPt += entry.amountMicroPt;
      this.#move(seq, entry);
    }
    this.#expect(sumMicroPt === 0, `entries of transaction ${seq} sum to zero`);
    this.#expect(
      this.#debtMicroPt <= debtBeforeMicroPt || kind === "clawback",
      `only a clawback makes debt, not transaction ${seq}`,
    );
    this.#expect(
      transaction.balanceMicroPt === this.#balanceMicroPt &&
        transaction.heldMicroPt === this.#heldMicroPt &&
        transaction.entrySeq === this.#entrySeq,
      `the balance stated by transaction ${seq} is the sum of its past`,
    );
    if (transaction.holdSeq !== null) this.#moveHold(transaction.holdSeq, heldDeltaMicroPt);
    this.#transactionSeq = seq;
    this.#lastAtMs = atMs;
    this.#headHash = transaction.hash;
  }

  /** Checks a grant as stored against the entries that named it. */
  checkGrant(grant: Grant): void {
    const fold = this.#grants.get(grant.seq) ?? { availableMicroPt: 0, heldMicroPt: 0 };
    this.#expect(
      fold.availableMicroPt === grant.availableMicroPt && fold.heldMicroPt === grant.heldMicroPt,
      `grant ${grant.id} has what its entries left`,
    );
  }

  /** Checks a hold as stored: open ones hold their buckets, closed ones nothing. */
  checkHold(hold: Hold): void {
    const heldMicroPt = this.#holds.get(hold.seq) ?? 0;
    const openMicroPt = hold.status === "open" ? sumBuckets(hold.buckets) : 0;
    this.#expect(heldMicroPt === openMicroPt, `hold ${hold.id} holds what its entries say`);
    this.#expect(
      hold.amountMicroPt === sumBuckets(hold.buckets),
      `hold ${hold.id} is the sum of its buckets`,
    );
    const { charge } = hold;
    this.#expect(
      (charge !== null) === (hold.status === "settled"),
      `hold ${hold.id} is charged once`,
    );
    if (charge === null) return;
    this.#expect(
      charge.paidMicroPt === sumBuckets(charge.consumed) + charge.returnedMicroPt &&
        charge.chargeMicroPt === charge.paidMicroPt + charge.writtenOffMicroPt,
      `charge ${charge.id} equals the grants it consumed`,
    );
  }

  /** Compares the fold with the head that the object works with, and reports. */
  report(accountId: string, head: AccountHead): AuditReport {
    const openHolds = [...this.#holds.values()].filter((heldMicroPt) => heldMicroPt > 0).length;
    this.#expect(
      head.transactionSeq === this.#transactionSeq &&
        head.entrySeq === this.#entrySeq &&
        head.lastAtMs === this.#lastAtMs &&
        head.headHash === this.#headHash,
      "the head is the last transaction",
    );
    this.#expect(
      head.availableMicroPt === this.#availableMicroPt &&
        head.heldMicroPt === this.#heldMicroPt &&
        head.debtMicroPt === this.#debtMicroPt,
      "the balance is the sum of all entries",
    );
    const total = [...this.#sides.values()].reduce((sum, amount) => sum + amount, 0n);
    this.#expect(total === 0n, "all sides together are zero");
    return {
      ok: this.findings.length === 0,
      accountId,
      transactions: this.#transactionSeq,
      entries: this.#entrySeq,
      headHash: this.#headHash,
      lastAtMs: this.#lastAtMs,
      balanceMicroPt: this.#balanceMicroPt,
      heldMicroPt: this.#heldMicroPt,
      debtMicroPt: this.#debtMicroPt,
      openHolds,
      sides: this.#sideTotals(),
      findings: this.findings,
    };
  }

  #sideTotals(): Record<Side, string> {
    const total = (side: Side) => (this.#sides.get(side) ?? 0n).toString();
    return {
      available: total("available"),
      held: total("held"),
      "platform:issued": total("platform:issued"),
      "platform:revenue": total("platform:revenue"),
      "platform:breakage": total("platform:breakage"),
      "platform:writeoff": total("platform:writeoff"),
      "platform:expense": total("platform:expense"),
      "platform:clawback": total("platform:clawback"),
      "clearing:transfer": total("clearing:transfer"),
    };
  }

  get #balanceMicroPt(): number {
    return this.#availableMicroPt + this.#heldMicroPt - this.#debtMicroPt;
  }

  #move(transactionSeq: number, { side, amountMicroPt, grantSeq }: Entry): void {
    this.#sides.set(side, (this.#sides.get(side) ?? 0n) + BigInt(amountMicroPt));
    if (side !== "available" && side !== "held") return;
    if (grantSeq === null) {
      this.#debtMicroPt -= amountMicroPt;
      this.#expect(this.#debtMicroPt >= 0, `transaction ${transactionSeq} does not overpay debt`);
      return;
    }
    const fold = this.#grants.get(grantSeq) ?? { availableMicroPt: 0, heldMicroPt: 0 };
    if (side === "available") {
      fold.availableMicroPt += amountMicroPt;
      this.#availableMicroPt += amountMicroPt;
    } else {
      fold.heldMicroPt += amountMicroPt;
      this.#heldMicroPt += amountMicroPt;
    }
    this.#expect(
      fold.availableMicroPt >= 0 && fold.heldMicroPt >= 0,
      `transaction ${transactionSeq} takes what grant ${grantSeq} has`,
    );
    if (fold.availableMicroPt === 0 && fold.heldMicroPt === 0) this.#grants.delete(grantSeq);
    else this.#grants.set(grantSeq, fold);
  }

  #moveHold(holdSeq: number, deltaMicroPt: number): void {
    const heldMicroPt = (this.#holds.get(holdSeq) ?? 0) + deltaMicroPt;
    if (heldMicroPt === 0) this.#holds.delete(holdSeq);
    else this.#holds.set(holdSeq, heldMicroPt);
  }

  #expect(holds: boolean, what: string): void {
    if (!holds && this.findings.length < FINDINGS_MAX) this.findings.push(what);
  }
}

/**
 * The chart of accounts. Every PT of an account sits on exactly one side, and every transaction
 * moves PT between sides, so the sum over all sides is always zero.
 *
 * The first two sides are the customer's. The others are counter-accounts of the platform within
 * this account's own book: what was issued, earned, expired, written off, spent on the platform's
 * own behalf and clawed back, and what is on its way to or from another account.
 */
export const sides = [
  "available",
  "held",
  "platform:issued",
  "platform:revenue",
  "platform:breakage",
  "platform:writeoff",
  "platform:expense",
  "platform:clawback",
  "clearing:transfer",
] as const;

export type Side = (typeof sides)[number];

export type TransactionKind =
  | "grant"
  | "hold"
  | "extend"
  | "settle"
  | "release"
  | "expire-hold"
  | "expire-grant"
  | "correct"
  | "refund"
  | "true-up"
  | "clawback"
  | "reinstate"
  | "repay"
  | "transfer-out"
  | "transfer-in"
  | "platform";

/**
 * One line of a transaction; positive adds to the side. On the customer's sides `grantSeq` names
 * the grant whose PT move; `available` without a grant is debt, the only bucket that may be
 * negative.
 */
export interface Entry {
  readonly seq: number;
  readonly side: Side;
  readonly amountMicroPt: number;
  readonly grantSeq: number | null;
}

/** An append-only fact. `hash` covers the transaction, its entries and the hash before it. */
export interface Transaction {
  readonly seq: number;
  readonly atMs: number;
  readonly kind: TransactionKind;
  readonly key: string | null;
  readonly body: string | null;
  readonly holdSeq: number | null;
  readonly relatedSeq: number | null;
  /** The customer's balance and held part right after it. */
  readonly balanceMicroPt: number;
  readonly heldMicroPt: number;
  /** The last entry's sequence in the book right after it. */
  readonly entrySeq: number;
  readonly entries: readonly Entry[];
  readonly hash: string;
}

export type HashText = (text: string) => string;

/** The link of the chain: everything that a transaction asserts, after the hash before it. */
export function chainHash(
  hash: HashText,
  previous: string,
  transaction: Omit<Transaction, "hash">,
): string {
  const { seq, atMs, kind, key, body, holdSeq, relatedSeq, entries } = transaction;
  let lines = "";
  for (const line of entries) {
    lines += `${line.seq} ${line.side} ${line.amountMicroPt} ${line.grantSeq ?? "-"}\n`;
  }
  const links = `${seq} ${atMs} ${kind} ${holdSeq ?? "-"} ${relatedSeq ?? "-"}`;
  const after = `${transaction.balanceMicroPt} ${transaction.heldMicroPt} ${entries.length}`;
  return hash(`${previous}\n${links} ${after}\n${lines}${JSON.stringify(key)}\n${body ?? ""}`);
}

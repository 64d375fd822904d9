import { invariant } from "#core/assert";
import type { GrantDocument, GrantKind, TransactionDocument } from "#objects/ledger";
import type { GrantRevenue, Movements } from "./schema.ts";

/** A grant as the books carry it from month to month; amounts in micro-PT. */
export interface CarriedGrant {
  id: string;
  kind: GrantKind;
  source: { type: string; id: string };
  createdAtMs: number;
  amount: number;
  left: number;
  used: number;
  expired: number;
  /** What it had earned when the books were last closed; null for what nobody paid for. */
  revenue: GrantRevenue | null;
}

/** Where an account's books stand after a transaction. */
export interface AccountBooks {
  seq: number;
  balance: number;
  headHash: string | null;
  grants: CarriedGrant[];
}

export const emptyBooks: AccountBooks = { seq: 0, balance: 0, headHash: null, grants: [] };

export function noMovements(): Movements {
  return {
    granted: { plan: 0, topup: 0, promo: 0, referral: 0, refund: 0, correction: 0 },
    used: 0,
    returned: 0,
    expired: 0,
    takenBack: 0,
    transferred: 0,
  };
}

/** Finds the grant behind an id that the books have not met yet. */
export type FindGrant = (grantId: string) => GrantDocument | undefined;

interface Pot {
  books: AccountBooks;
  movements: Movements;
  find: FindGrant;
}

function carried({ books, find }: Pot, grantId: string): CarriedGrant {
  const known = books.grants.find(({ id }) => id === grantId);
  if (known !== undefined) return known;
  const grant = find(grantId);
  invariant(grant !== undefined, `the ledger knows grant ${grantId}`);
  const { kind, source, createdAtMs, amountMicroPt: amount } = grant;
  const nothing = { left: 0, used: 0, expired: 0, revenue: null };
  const fresh: CarriedGrant = { id: grantId, kind, source, createdAtMs, amount, ...nothing };
  books.grants.push(fresh);
  return fresh;
}

type Kind = TransactionDocument["kind"];

const giveBackKinds: ReadonlySet<Kind> = new Set(["correct", "refund", "true-up"]);
const clawbackKinds: ReadonlySet<Kind> = new Set(["clawback", "reinstate", "repay"]);
const transferKinds: ReadonlySet<Kind> = new Set(["transfer-in", "transfer-out"]);

/** What a change of a customer's bucket means, by the kind of its transaction and its sign. */
function move(pot: Pot, kind: Kind, grant: CarriedGrant | undefined, delta: number): void {
  const { movements } = pot;
  if (grant !== undefined) grant.left += delta;
  if (clawbackKinds.has(kind)) {
    movements.takenBack -= delta;
    return;
  }
  if (transferKinds.has(kind)) {
    movements.transferred += delta;
    return;
  }
  if (kind === "grant") {
    movements.granted[grant?.kind ?? "correction"] += delta;
    return;
  }
  if (kind === "expire-grant" || ((kind === "correct" || kind === "refund") && delta < 0)) {
    movements.expired -= delta;
    if (grant !== undefined) grant.expired -= delta;
    return;
  }
  if (delta > 0 && giveBackKinds.has(kind)) {
    movements.returned += delta;
    if (grant !== undefined) grant.used -= delta;
    return;
  }
  movements.used -= delta;
  if (grant !== undefined) grant.used -= delta;
}

interface BucketChange {
  grantId: string | null;
  delta: number;
}

/**
 * What the transaction does to each bucket of the customer. PT given back that expire at once come
 * and go in the same transaction, so such kinds keep what comes and what goes apart.
 */
function bucketChanges({ kind, entries }: TransactionDocument): BucketChange[] {
  const keepsApart = kind === "correct" || kind === "refund";
  const changes = new Map<string, BucketChange>();
  for (const { side, amountMicroPt, grantId } of entries) {
    if (side !== "available" && side !== "held") continue;
    const key = `${grantId ?? ""}${keepsApart ? Math.sign(amountMicroPt) : ""}`;
    const change = changes.get(key) ?? { grantId, delta: 0 };
    change.delta += amountMicroPt;
    changes.set(key, change);
  }
  return [...changes.values()].filter(({ delta }) => delta !== 0);
}

/**
 * Folds one transaction into the books and into the month's movements. Holds move PT within the
 * customer's own buckets and change neither.
 */
export function foldTransaction(
  books: AccountBooks,
  movements: Movements,
  transaction: TransactionDocument,
  find: FindGrant,
): void {
  invariant(transaction.seq === books.seq + 1, "transactions are folded in order, each once");
  const pot: Pot = { books, movements, find };
  for (const { grantId, delta } of bucketChanges(transaction)) {
    move(pot, transaction.kind, grantId === null ? undefined : carried(pot, grantId), delta);
    books.balance += delta;
  }
  invariant(books.balance === transaction.balanceAfterMicroPt, "the books follow the ledger");
  books.seq = transaction.seq;
  books.headHash = transaction.hash;
}

/** The signed change of balance that the movements add up to. */
export function netOf(movements: Movements): number {
  const { granted, used, returned, expired, takenBack, transferred } = movements;
  const grants = Object.values(granted).reduce((sum, amount) => sum + amount, 0);
  return grants - used + returned - expired - takenBack + transferred;
}

/** Both together, for totals over accounts. */
export function addMovements(sum: Movements, more: Movements): Movements {
  const granted = { ...sum.granted };
  for (const kind of Object.keys(granted) as GrantKind[]) granted[kind] += more.granted[kind];
  return {
    granted,
    used: sum.used + more.used,
    returned: sum.returned + more.returned,
    expired: sum.expired + more.expired,
    takenBack: sum.takenBack + more.takenBack,
    transferred: sum.transferred + more.transferred,
  };
}

/** Months that a grant without PT left stays in the books, for what may still be given back. */
const KEPT_MONTHS_MS = 18 * 31 * 24 * 3_600_000;

/** The books without grants that are long over. */
export function tidyBooks(books: AccountBooks, endsAtMs: number): AccountBooks {
  const grants = books.grants.filter(
    ({ left, createdAtMs }) => left !== 0 || createdAtMs > endsAtMs - KEPT_MONTHS_MS,
  );
  return { ...books, grants };
}

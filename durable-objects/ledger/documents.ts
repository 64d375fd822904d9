import type { Charge, Grant, Hold } from "./book.ts";
import type { Entry, Side, TransactionKind } from "./chart.ts";
import type { CapScope, GrantKind, GrantSource, HoldPurpose, HoldStatus } from "./commands.ts";

/** One entry as others read it; amounts are signed. */
export interface EntryDocument {
  id: string;
  seq: number;
  transactionId: string;
  kind: TransactionKind;
  atMs: number;
  side: Side;
  amountMicroPt: number;
  grantId: string | null;
  holdId: string | null;
}

/** A transaction with its entries and what it did to the balance. */
export interface TransactionDocument {
  id: string;
  seq: number;
  atMs: number;
  kind: TransactionKind;
  key: string | null;
  /** The command as it came, without its key, as canonical JSON; null for what time alone did. */
  commandJson: string | null;
  holdId: string | null;
  chargeId: string | null;
  purpose: HoldPurpose | null;
  relatedTransactionId: string | null;
  balanceDeltaMicroPt: number;
  heldDeltaMicroPt: number;
  balanceAfterMicroPt: number;
  heldAfterMicroPt: number;
  hash: string;
  entries: EntryDocument[];
}

export interface GrantDocument {
  id: string;
  kind: GrantKind;
  priority: number;
  expiresAtMs: number | null;
  amountMicroPt: number;
  availableMicroPt: number;
  heldMicroPt: number;
  source: GrantSource;
  createdAtMs: number;
}

export interface HoldDocument {
  id: string;
  status: HoldStatus;
  atMs: number;
  expiresAtMs: number;
  amountMicroPt: number;
  purpose: HoldPurpose;
  charge: Omit<Charge, "consumed"> | null;
}

/** What one spender has spent. Amounts that charges gave back are not part of it. */
export interface SpendingDocument {
  scope: CapScope;
  id: string;
  /** Start of the running period: the plan's, else the calendar month in UTC. */
  periodStartsAtMs: number;
  periodMicroPt: number;
  lifetimeMicroPt: number;
  /** Reserved by open holds; counts against caps. */
  heldMicroPt: number;
}

/** How far the account is through its period. */
export interface PeriodUseDocument {
  startsAtMs: number;
  /** The running plan, when its period ends, what it granted and what of that is used. */
  plan: string | null;
  endsAtMs: number | null;
  grantedMicroPt: number | null;
  planUsedMicroPt: number | null;
  /** Spent in the period from any grant, and reserved by open holds. */
  spentMicroPt: number;
  heldMicroPt: number;
  /** To spend now; negative only through debt. */
  availableMicroPt: number;
}

/** A page of a list in sequence; the next one starts after (or before) the last item's `seq`. */
export interface PageInput {
  afterSeq?: number;
  beforeSeq?: number;
  limit: number;
}

/** For outside replay: amounts as signed decimal strings. */
export interface LedgerDump {
  accountId: string;
  entries: (Omit<EntryDocument, "amountMicroPt"> & { amountMicroPt: string })[];
  /** Where the next dump continues; null at the end. */
  nextAfterSeq: number | null;
  holds: (Omit<HoldDocument, "amountMicroPt"> & { amountMicroPt: string })[];
  grants: (Omit<GrantDocument, GrantAmount> & Record<GrantAmount, string>)[];
}

type GrantAmount = "amountMicroPt" | "availableMicroPt" | "heldMicroPt";

export function toDumpedGrant(grant: GrantDocument): LedgerDump["grants"][number] {
  return {
    ...grant,
    amountMicroPt: grant.amountMicroPt.toString(),
    availableMicroPt: grant.availableMicroPt.toString(),
    heldMicroPt: grant.heldMicroPt.toString(),
  };
}

export function toDumpedHold(hold: Hold): LedgerDump["holds"][number] {
  return { ...toHoldDocument(hold), amountMicroPt: hold.amountMicroPt.toString() };
}

export function toDumpedEntry(entry: EntryDocument): LedgerDump["entries"][number] {
  return { ...entry, amountMicroPt: entry.amountMicroPt.toString() };
}

export function toGrantDocument(grant: Grant): GrantDocument {
  const { seq: _, ...document } = grant;
  return document;
}

export function toHoldDocument(hold: Hold): HoldDocument {
  const { id, status, atMs, amountMicroPt, purpose } = hold;
  const charge = hold.charge === null ? null : withoutConsumed(hold.charge);
  return { id, status, atMs, expiresAtMs: hold.deadlineAtMs, amountMicroPt, purpose, charge };
}

function withoutConsumed(charge: Charge): Omit<Charge, "consumed"> {
  const { consumed: _, ...document } = charge;
  return document;
}

/** The change of balance and of what is held by entries on the customer's sides. */
export function customerDeltas(entries: readonly Pick<Entry, "side" | "amountMicroPt">[]) {
  let balanceDeltaMicroPt = 0;
  let heldDeltaMicroPt = 0;
  for (const { side, amountMicroPt } of entries) {
    if (side === "available" || side === "held") balanceDeltaMicroPt += amountMicroPt;
    if (side === "held") heldDeltaMicroPt += amountMicroPt;
  }
  return { balanceDeltaMicroPt, heldDeltaMicroPt };
}

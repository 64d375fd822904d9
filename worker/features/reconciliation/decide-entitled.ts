import type { BookEntry } from "./decide-discrepancies.ts";

/** A grant that money was paid for, and what of the money went back. Money in minor units. */
export interface PaidSource {
  type: "stripe-invoice-line" | "stripe-payment-intent";
  id: string;
  accountId: string;
  /** What brings its money and PT in again: the invoice or the payment intent. */
  fixId: string;
  grantMicroPt: number;
  settledMinor: number;
  returnedMinor: number;
  /** Chargebacks that withdrew funds and were not won. */
  standingMinor: number[];
}

/** What the ledgers have of a source. */
export interface GrantedSource {
  type: string;
  id: string;
  accountId: string;
  grantedMicroPt: number;
  clawedMicroPt: number;
}

/** The share of PT that goes with a share of money, rounded down to whole micro-PT. */
export function shareOfPt(grantMicroPt: number, partMinor: number, wholeMinor: number): number {
  if (wholeMinor <= 0 || partMinor <= 0) return 0;
  if (partMinor >= wholeMinor) return grantMicroPt;
  return Number((BigInt(grantMicroPt) * BigInt(partMinor)) / BigInt(wholeMinor));
}

/** PT that must have been taken back of a grant while its money stands so; never more than it. */
export function takenBack({ grantMicroPt, settledMinor, ...money }: PaidSource): number {
  const returned = shareOfPt(grantMicroPt, money.returnedMinor, settledMinor);
  const disputed = money.standingMinor.map((part) => shareOfPt(grantMicroPt, part, settledMinor));
  return Math.min(
    grantMicroPt,
    disputed.reduce((sum, one) => sum + one, returned),
  );
}

interface Sourced {
  type: string;
  id: string;
  accountId: string;
  fixId: string | null;
}

function entryOf(
  kind: "grant" | "clawback",
  { type, id, accountId, fixId }: Sourced,
  amountMicroPt: number,
): BookEntry[] {
  if (amountMicroPt === 0) return [];
  return [
    {
      kind,
      object: `${kind}:${type}:${id}`,
      unit: "micro-pt",
      currency: null,
      amounts: { [kind === "grant" ? "granted" : "taken"]: amountMicroPt },
      fixId,
      accountId,
    },
  ];
}

/** What money entitles to, as records: the grant, and what must have been taken back of it. */
export function entitledEntries(source: PaidSource): BookEntry[] {
  return [
    ...entryOf("grant", source, source.grantMicroPt),
    ...entryOf("clawback", source, takenBack(source)),
  ];
}

/** What a ledger has granted and taken back, as records. */
export function grantedEntries(source: GrantedSource): BookEntry[] {
  const sourced = { ...source, fixId: null };
  return [
    ...entryOf("grant", sourced, source.grantedMicroPt),
    ...entryOf("clawback", sourced, source.clawedMicroPt),
  ];
}

/** A paid invoice whose grants were not decided: what it entitles to is not known yet. */
export function undecidedEntry(invoiceId: string, accountId: string): BookEntry {
  return {
    kind: "grant",
    object: `grant:invoice:${invoiceId}`,
    unit: "micro-pt",
    currency: null,
    amounts: {},
    fixId: invoiceId,
    accountId,
  };
}

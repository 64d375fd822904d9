import type { Ledger, TransactionDocument } from "#objects/ledger";
import type { OthersEvidence } from "./evidence.ts";

/** So far back the search begins, in transactions: a second charge of a turn is never far. */
const BEFORE = 500;
const PAGE = 500;
const PAGES_MAX = 6;

export interface Around {
  others: OthersEvidence;
  /** The transaction that replaced an estimate by the true figure. */
  trueUp: TransactionDocument | undefined;
}

async function toOther(
  ledger: Ledger,
  { id: transactionId, chargeId, balanceDeltaMicroPt }: TransactionDocument,
): Promise<OthersEvidence["sameTurn"][number]> {
  const hold = chargeId === null ? null : await ledger.charge(chargeId);
  const { paidMicroPt, returnedMicroPt } = hold?.charge ?? {
    paidMicroPt: 0 - balanceDeltaMicroPt,
    returnedMicroPt: 0,
  };
  return { transactionId, chargeId, paidMicroPt, returnedMicroPt };
}

/**
 * Looks through the account's transactions from 500 before a charge to about 2,500 after it: for
 * other charges of the same turn, and for the true-up of this one.
 */
export async function searchAround(ledger: Ledger, settle: TransactionDocument): Promise<Around> {
  const turnId = settle.purpose?.turnId;
  const around: Around = { others: { sameTurn: [], searched: 0 }, trueUp: undefined };
  let afterSeq = Math.max(0, settle.seq - BEFORE);
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const page = await ledger.transactions({ afterSeq, limit: PAGE });
    around.others.searched += page.length;
    for (const one of page) {
      if (one.kind === "true-up" && one.chargeId === settle.chargeId) around.trueUp = one;
      const isOther = one.kind === "settle" && one.id !== settle.id;
      if (!isOther || one.purpose?.turnId !== turnId) continue;
      around.others.sameTurn.push(await toOther(ledger, one));
    }
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE) break;
    afterSeq = last.seq;
  }
  return around;
}

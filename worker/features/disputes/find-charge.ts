import type { AccountId } from "#core/ids";
import {
  type HoldDocument,
  type HoldPurpose,
  type Ledger,
  ledgerOf,
  type TransactionDocument,
} from "#objects/ledger";
import type { Ctx } from "#platform/ctx";

const PAGE = 200;
/** A charge follows its hold within minutes: further away than this it is not looked for. */
const PAGES_MAX = 25;

export interface FoundCharge {
  /** The transaction that made the charge. */
  settle: TransactionDocument;
  hold: HoldDocument;
  charge: NonNullable<HoldDocument["charge"]>;
  purpose: HoldPurpose;
}

/** What was paid for a charge and has not been given back: the most that can be. */
export function leftOf(
  charge: Pick<FoundCharge["charge"], "paidMicroPt" | "returnedMicroPt">,
): number {
  return charge.paidMicroPt - charge.returnedMicroPt;
}

async function findSettle(
  ledger: Ledger,
  { relatedTransactionId, chargeId }: TransactionDocument,
): Promise<TransactionDocument | undefined> {
  const held =
    relatedTransactionId === null ? null : await ledger.transaction(relatedTransactionId);
  let afterSeq = held?.seq;
  for (let pages = 0; pages < PAGES_MAX && afterSeq !== undefined; pages++) {
    const page: TransactionDocument[] = await ledger.transactions({ afterSeq, limit: PAGE });
    const settle = page.find((one) => one.kind === "settle" && one.chargeId === chargeId);
    if (settle !== undefined) return settle;
    afterSeq = page.length < PAGE ? undefined : page.at(-1)?.seq;
  }
  return undefined;
}

/**
 * The charge that a transaction of the account made or changed. Null for a transaction that has
 * nothing to do with a charge, undefined for one that the account does not have.
 */
export async function findCharge(
  ctx: Ctx,
  accountId: AccountId,
  transactionId: string,
): Promise<FoundCharge | null | undefined> {
  const ledger = ledgerOf(ctx.env, accountId);
  const transaction = await ledger.transaction(transactionId);
  if (transaction === null) return undefined;
  const { chargeId, purpose } = transaction;
  if (chargeId === null || purpose === null) return null;
  const [hold, settle] = await Promise.all([
    ledger.charge(chargeId),
    transaction.kind === "settle" ? transaction : findSettle(ledger, transaction),
  ]);
  const charge = hold?.charge ?? null;
  if (hold === null || charge === null || settle === undefined) return null;
  return { settle, hold, charge, purpose };
}

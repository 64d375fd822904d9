import { Problem } from "#core/problem";
import { findRateCard } from "#features/models";
import { requirePermission } from "#features/workspaces";
import { type GrantDocument, ledgerOf, type TransactionDocument } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { readCommand } from "./read-command.ts";
import type { TransactionView } from "./schema.ts";
import { toStatementLine } from "./to-statement-line.ts";

const GRANTS_SHOWN_MAX = 1_000;

function consumedOf(
  { entries }: TransactionDocument,
  grants: GrantDocument[],
): TransactionView["consumed"] {
  const taken = new Map<string, number>();
  for (const { side, grantId, amountMicroPt } of entries) {
    if (grantId === null || (side !== "available" && side !== "held")) continue;
    taken.set(grantId, (taken.get(grantId) ?? 0) - amountMicroPt);
  }
  return [...taken].flatMap(([grantId, amountMicroPt]) => {
    if (amountMicroPt === 0) return [];
    const grant = grants.find(({ id }) => id === grantId);
    const { kind = null, expiresAtMs = null } = grant ?? {};
    return [{ grantId, kind, expiresAtMs, amountMicroPt }];
  });
}

async function pricesOf(ctx: Ctx, purpose: TransactionDocument["purpose"]) {
  if (purpose === null) return null;
  const card = await findRateCard(ctx, Number(purpose.rateCardVersion));
  return card?.models.find(({ id }) => id === purpose.model)?.ptPer1k ?? null;
}

/**
 * A transaction of the workspace's account with its double entry, the rate card's version and
 * prices that were pinned, the provider's raw usage, the grants and the hash. Anything else, another
 * workspace's transaction included, is `not-found`.
 */
export async function getTransaction(ctx: Ctx, id: string): Promise<TransactionView> {
  const ledger = ledgerOf(ctx.env, requirePermission(ctx, "credits.read").accountId);
  const transaction = await ledger.transaction(id);
  if (transaction === null) {
    throw new Problem("not-found", { detail: "There is no such transaction on this account." });
  }
  const [grants, prices] = await Promise.all([
    ledger.grants(GRANTS_SHOWN_MAX),
    pricesOf(ctx, transaction.purpose),
  ]);
  return {
    ...toStatementLine(transaction),
    entries: transaction.entries.map(({ id: entryId, side, amountMicroPt, grantId }) => ({
      id: entryId,
      side,
      amountMicroPt,
      grantId,
    })),
    prices,
    rawUsage: readCommand(transaction).usage?.raw ?? null,
    holdId: transaction.holdId,
    chargeId: transaction.chargeId,
    consumed: consumedOf(transaction, grants),
    hash: transaction.hash,
  };
}

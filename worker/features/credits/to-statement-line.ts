import type { TransactionDocument } from "#objects/ledger";
import { readCommand, tokensOf } from "./read-command.ts";
import type { StatementLine } from "./schema.ts";

function withoutAbsent<T extends object>(members: T): T {
  return Object.fromEntries(
    Object.entries(members).filter(([, value]) => value !== undefined),
  ) as T;
}

/** A ledger transaction as one line of its owner's statement. */
export function toStatementLine(transaction: TransactionDocument): StatementLine {
  const { purpose, kind } = transaction;
  const command = readCommand(transaction);
  const isGrant = kind === "grant";
  return {
    transactionId: transaction.id,
    seq: transaction.seq,
    kind,
    amountMicroPt: transaction.balanceDeltaMicroPt,
    heldDeltaMicroPt: transaction.heldDeltaMicroPt,
    balanceAfterMicroPt: transaction.balanceAfterMicroPt,
    atMs: transaction.atMs,
    detail: withoutAbsent({
      model: purpose?.model,
      rateCardVersion: purpose === null ? undefined : Number(purpose.rateCardVersion),
      conversationId: purpose?.conversationId,
      turnId: purpose?.turnId,
      memberId: purpose?.memberId,
      apiKeyId: purpose?.apiKeyId,
      estimated: command.estimated,
      tokens: tokensOf(command),
      linkedTransactionId: transaction.relatedTransactionId ?? undefined,
      reason: command.reason,
      grantKind: isGrant ? command.kind : undefined,
      expiresAtMs: isGrant ? command.expiresAtMs : undefined,
    }),
  };
}

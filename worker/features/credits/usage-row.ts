import type { HoldPurpose, TransactionDocument } from "#objects/ledger";
import { readCommand, tokensOf } from "./read-command.ts";

/** What a transaction says about usage: who used what, and what it cost. */
export interface UsageRow {
  transactionId: string;
  seq: number;
  atMs: number;
  kind: TransactionDocument["kind"];
  model: string;
  rateCardVersion: number;
  conversationId: string;
  turnId: string;
  memberId: string;
  apiKeyId: string;
  /** The part of the product that asked. */
  feature: string;
  tokens: { input: number; cachedRead: number; cacheWrite: number; output: number };
  /** Negative where a charge was given back. */
  chargedMicroPt: number;
  estimated: boolean;
}

const usageKinds: ReadonlySet<TransactionDocument["kind"]> = new Set([
  "settle",
  "true-up",
  "correct",
  "refund",
]);

const noTokens = { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 };

/** Purposes from before they named the feature tell it by who asked. */
function featureBefore({ memberId, apiKeyId }: HoldPurpose): string {
  if (apiKeyId !== undefined) return "api";
  return memberId === undefined ? "visitor" : "chat";
}

/** The usage of a transaction; undefined for those that charge nothing for work. */
export function usageRowOf(transaction: TransactionDocument): UsageRow | undefined {
  const { purpose, kind } = transaction;
  if (purpose === null || !usageKinds.has(kind)) return undefined;
  const command = readCommand(transaction);
  return {
    transactionId: transaction.id,
    seq: transaction.seq,
    atMs: transaction.atMs,
    kind,
    model: purpose.model,
    rateCardVersion: Number(purpose.rateCardVersion),
    conversationId: purpose.conversationId ?? "",
    turnId: purpose.turnId,
    memberId: purpose.memberId ?? "",
    apiKeyId: purpose.apiKeyId ?? "",
    feature: purpose.feature ?? featureBefore(purpose),
    tokens: kind === "settle" ? (tokensOf(command) ?? noTokens) : noTokens,
    chargedMicroPt: 0 - transaction.balanceDeltaMicroPt,
    estimated: command.estimated ?? false,
  };
}

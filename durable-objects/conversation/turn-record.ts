import { createHash } from "node:crypto";
import type { MessageId, TurnId } from "#core/ids";
import type { ConversationBook } from "./conversation-book.ts";
import type { MessageState, TurnOutcome } from "./documents.ts";
import type { StreamLogDocument } from "./stream-log.ts";
import type { Turn } from "./turn.ts";

/** A message as evidence: what it was, without saying what it said. */
export interface RecordedText {
  messageId: MessageId;
  state: MessageState;
  characters: number;
  /** SHA-256 of the text, hexadecimal. */
  sha256: string;
  /** Only where it was asked for. */
  text: string | null;
}

/** What a conversation keeps about one of its turns, for whoever has to judge its charge. */
export interface TurnRecord {
  turnId: TurnId;
  createdAtMs: number;
  endedAtMs: number | null;
  stopRequested: boolean;
  model: string;
  provider: string;
  upstreamModel: string;
  rateCardVersion: number;
  estimatedInputTokens: number;
  heldMicroPt: number | null;
  state: TurnOutcome["state"] | null;
  finishReason: TurnOutcome["finishReason"] | null;
  /** The ledger's transaction that ended it. */
  transactionId: string | null;
  /** Null for turns that ended before logs were kept. */
  log: StreamLogDocument | null;
  question: RecordedText | null;
  answer: RecordedText | null;
}

/** The record of a turn; texts go with it only when `withText` says so. */
export function toTurnRecord(book: ConversationBook, turn: Turn, withText: boolean): TurnRecord {
  const { plan, outcome, closing, hold } = turn;
  const { model } = plan.basis;
  return {
    turnId: turn.id,
    createdAtMs: turn.createdAtMs,
    endedAtMs: turn.endedAtMs,
    stopRequested: turn.stopRequested,
    model: model.id,
    provider: model.provider,
    upstreamModel: model.upstreamModel,
    rateCardVersion: model.rateCardVersion,
    estimatedInputTokens: plan.inputTokens,
    heldMicroPt: hold?.heldMicroPt ?? null,
    state: outcome?.state ?? null,
    finishReason: outcome?.finishReason ?? null,
    transactionId: outcome?.charge.transactionId ?? null,
    log: closing?.log ?? null,
    question: recordText(book, plan.answer?.parentId, withText),
    answer: recordText(book, plan.answer?.id, withText),
  };
}

function recordText(
  book: ConversationBook,
  id: MessageId | undefined,
  withText: boolean,
): RecordedText | null {
  const node = id === undefined ? undefined : book.messages.find(id);
  if (node === undefined) return null;
  const text = book.messages.text(node.id);
  return {
    messageId: node.id,
    state: node.state,
    characters: text.length,
    sha256: createHash("sha256").update(text).digest("hex"),
    text: withText ? text : null,
  };
}

import type { MessageId, TurnId } from "#core/ids";
import type { TokenCounts } from "#core/pricing";

/** How a message stands. `waiting` and `streaming` belong to a turn that is running. */
export type MessageState = "complete" | "waiting" | "streaming" | "stopped" | "failed";

export interface CitationDocument {
  number: number;
  documentId: string;
  title: string;
  quote: string;
  url?: string;
}

/** What a turn cost; amounts in micro-PT. */
export interface ChargeDocument {
  chargedMicroPt: number;
  transactionId: string | null;
  rateCardVersion: number;
  tokens: TokenCounts | null;
  estimated: boolean;
  writtenOffMicroPt: number;
}

/** Why a turn failed: a slug of the problem registry and words for the reader. */
export interface FailureDocument {
  slug: "provider-failed" | "model-unavailable" | "unavailable";
  detail: string;
}

export interface AttachmentRef {
  id: string;
  name: string;
}

export interface MessageDocument {
  id: MessageId;
  parentId: MessageId | null;
  role: "user" | "assistant";
  state: MessageState;
  text: string;
  createdAtMs: number;
  /** Ids of the children of this message's parent, oldest first. */
  siblingIds: MessageId[];
  model?: string;
  turnId?: TurnId;
  citations?: CitationDocument[];
  attachments?: AttachmentRef[];
  charge?: ChargeDocument;
  failure?: FailureDocument;
}

/** The branch of a conversation from its first message to its head. */
export interface TranscriptDocument {
  conversationId: string;
  /** Rises with every change and never falls, also over a restart. */
  seq: number;
  headMessageId: MessageId | null;
  messages: MessageDocument[];
  activeTurnId: TurnId | null;
}

/** What followers of a conversation are told. */
export type LiveDocument =
  | { type: "snapshot"; transcript: TranscriptDocument }
  | { type: "message"; seq: number; message: MessageDocument; headMessageId: MessageId }
  | { type: "delta"; seq: number; messageId: MessageId; text: string; offset: number }
  | { type: "citation"; seq: number; messageId: MessageId; citation: CitationDocument }
  | { type: "restarted"; seq: number; messageId: MessageId }
  | { type: "settled"; seq: number; message: MessageDocument }
  | { type: "head"; seq: number; headMessageId: MessageId };

/** How a turn ended; kept with it for ever, or for a day when it belongs to no conversation. */
export interface TurnOutcome {
  state: "complete" | "stopped" | "failed";
  finishReason: "stop" | "length" | "tool-calls" | "content-filter" | "stopped" | "error";
  charge: ChargeDocument;
  /** The account's balance right after, micro-PT; null when the ledger did not say. */
  balanceMicroPt: number | null;
  failure: FailureDocument | null;
}

/** What the one who follows a stateless turn reads, one JSON document a line. */
export type CompletionLine =
  | { type: "text"; text: string }
  | { type: "citation"; citation: CitationDocument }
  | { type: "ended"; outcome: TurnOutcome };

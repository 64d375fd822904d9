import type { AccountId, DocumentId, MessageId, TurnId } from "#core/ids";
import type { TokenPrices } from "#core/pricing";
import type { Result } from "#core/result";
import type { LedgerRefusal, ModelClass, SpendingCap } from "#objects/ledger";
import type { ProviderId, ProviderMessage } from "#platform/ai/provider";
import type { AttachmentRef, MessageDocument } from "./documents.ts";

/** A model as the rate card had it when the turn was asked for: its prices are pinned by this. */
export interface TurnModel {
  id: string;
  provider: ProviderId;
  upstreamModel: string;
  class: ModelClass;
  prices: TokenPrices;
  maxOutputTokens: number;
  contextTokens?: number;
  rateCardVersion: number;
}

export interface TurnSettings {
  systemPrompt?: string;
  temperature?: number;
  topP?: number;
  maxOutputTokens?: number;
  stop?: string[];
}

/** What an answer rests on besides the messages. */
export interface TurnBasis {
  model: TurnModel;
  settings: TurnSettings;
  /** The documents to search, of the conversation first. */
  documentIds: DocumentId[];
  /** Language of the asker's interface, for the built-in answerer. */
  locale: string;
}

export type TurnAsk =
  /** `parentId` undefined: after the head; null: a new first message. */
  | { type: "send"; text: string; parentId?: MessageId | null; attachments: AttachmentRef[] }
  | { type: "regenerate"; messageId: MessageId }
  /** Messages that the caller keeps; only in a completions object. */
  | { type: "stateless"; messages: ProviderMessage[] };

export interface StartTurn {
  /** Made by the client: the same one again is the same turn. */
  clientId: string;
  accountId: AccountId;
  ask: TurnAsk;
  basis: TurnBasis;
  /** Who spends, and which of their limits the hold must respect. */
  spender: {
    memberId?: string;
    apiKeyId?: string;
    feature?: string;
    caps?: SpendingCap[];
    advancedSharePercentMax?: number;
  };
}

export interface StartedTurn {
  turnId: TurnId;
  /** Follow the turn from here to see everything that this reply does not carry. */
  seq: number;
  /** True when this client id had started the turn before. */
  duplicate: boolean;
  model: string;
  rateCardVersion: number;
  heldMicroPt: number;
  userMessage: MessageDocument | null;
  assistantMessage: MessageDocument | null;
}

export type StartRefusal =
  | { reason: "turn-in-progress"; turnId: TurnId }
  | { reason: "client-id-reused" }
  | { reason: "unknown-message" }
  /** The conversation is full. */
  | { reason: "limit"; limit: number }
  /** The question alone is longer than the model can read. */
  | { reason: "too-long"; inputTokens: number; contextTokens: number }
  | { reason: "not-connected" }
  | { reason: "ledger"; refusal: LedgerRefusal; holdMicroPt: number }
  /** The ledger could not be reached; nothing was written and nothing stays held. */
  | { reason: "unavailable" };

export type StartReply = Result<StartedTurn, StartRefusal>;

export interface EstimateTurn {
  ask: Extract<TurnAsk, { type: "send" | "stateless" }>;
  basis: TurnBasis;
}

/** Token counts behind an estimate; `…Max` carries the safety factor. */
export interface TurnEstimate {
  inputTokens: number;
  inputTokensMax: number;
  /** Known beforehand only by the built-in answerer. */
  outputTokens: number | null;
  outputTokensMax: number;
  holdMicroPt: number;
}

export type EstimateReply = Result<
  TurnEstimate,
  Extract<StartRefusal, { reason: "too-long" | "unknown-message" | "not-connected" }>
>;

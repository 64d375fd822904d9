import type { TokenCounts } from "#core/pricing";

/**
 * Why a piece of evidence is not there: it was not kept when the charge was made, what held it was
 * deleted, the provider did not report it, or it could not be reached.
 */
export type Missing = "not-kept" | "deleted" | "not-reported" | "unreachable";

/** A piece of evidence, or why it is not there. */
export type Piece<T> = ({ found: true } & T) | { found: false; why: Missing };

export interface ChargeEvidence {
  chargeId: string;
  transactionId: string;
  atMs: number;
  /** What the charge is; written off is what the customer could not pay. */
  chargeMicroPt: number;
  paidMicroPt: number;
  writtenOffMicroPt: number;
  returnedMicroPt: number;
  /** Paid and not given back yet: the most that can be given back. */
  leftMicroPt: number;
  estimated: boolean;
  /** True when the hold had expired before the charge came. */
  late: boolean;
}

export interface UsageEvidence {
  tokens: TokenCounts;
  /** The provider's own usage objects, untouched. */
  raw: unknown;
  complete: boolean;
  /** True when these are the figures of a later true-up, not those of the charge itself. */
  truedUp: boolean;
  /** Token classes that were estimated because the provider did not report them. */
  estimatedClasses: string[];
  issue: string | null;
}

export interface PricingEvidence {
  model: string;
  rateCardVersion: number;
  publishedAtMs: number;
  ptPer1k: TokenCounts;
}

/** The charge worked out anew. */
export interface RecomputedEvidence {
  /** Counted again from the provider's raw reports; null where they cannot be read again. */
  tokens: TokenCounts | null;
  amountMicroPt: number;
  /** The charge minus that: positive when too much was charged. */
  differenceMicroPt: number;
}

export interface HoldEvidence {
  holdId: string;
  amountMicroPt: number;
  heldAtMs: number;
  expiresAtMs: number;
  settledAtMs: number;
}

export interface StreamEvidence {
  startedAtMs: number | null;
  firstTextAtMs: number | null;
  endedAtMs: number;
  durationMs: number | null;
  pieces: number;
  characters: number;
  calls: number;
}

/** How the turn ended, as the conversation says. */
export interface TurnEvidence {
  turnId: string;
  state: "complete" | "stopped" | "failed" | null;
  finishReason: string | null;
  stopRequested: boolean;
  createdAtMs: number;
  endedAtMs: number | null;
  estimatedInputTokens: number;
}

export interface ProviderEvidence {
  provider: string;
  upstreamModel: string;
  /** The provider's own id of the answer. */
  answerId: Piece<{ id: string }>;
}

export interface TextEvidence {
  messageId: string;
  characters: number;
  sha256: string;
  /** Null unless the disputing side has allowed that it is read. */
  text: string | null;
}

export interface OthersEvidence {
  /** Other charges of the same turn. There should be none. */
  sameTurn: {
    transactionId: string;
    chargeId: string | null;
    paidMicroPt: number;
    /** What of it has been given back. */
    returnedMicroPt: number;
  }[];
  /** How many transactions around the charge were looked through. */
  searched: number;
}

export interface GrantEvidence {
  grantId: string;
  kind: string | null;
  amountMicroPt: number;
  expiresAtMs: number | null;
  expired: boolean;
}

/** Everything that speaks for or against a charge, as it was when it was gathered. */
export interface DisputeEvidence {
  gatheredAtMs: number;
  charge: ChargeEvidence;
  usage: Piece<UsageEvidence>;
  pricing: Piece<PricingEvidence>;
  recomputed: Piece<RecomputedEvidence>;
  hold: HoldEvidence;
  stream: Piece<StreamEvidence>;
  turn: Piece<TurnEvidence>;
  provider: Piece<ProviderEvidence>;
  others: OthersEvidence;
  question: Piece<TextEvidence>;
  answer: Piece<TextEvidence>;
  /** The grants that the charge consumed. */
  grants: GrantEvidence[];
}

/** Why the suggestion is what it is; pages put it into words. */
export type SuggestionReason =
  | "already-returned"
  | "duplicate-charge"
  | "amount-differs"
  | "estimated"
  | "no-output"
  | "turn-failed"
  | "evidence-missing"
  | "quality"
  | "charge-is-right";

/** What the evidence suggests. It never happens by itself. */
export interface Suggestion {
  /** `wait`: for the true-up of an estimate. `look`: the evidence does not decide it. */
  decision: "approve" | "partly" | "deny" | "wait" | "look";
  reason: SuggestionReason;
  /** How PT would be given back; null where nothing would be. */
  effect: "correct" | "refund" | null;
  amountMicroPt: number;
}

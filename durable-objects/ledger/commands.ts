import type { Result } from "#core/result";

export type GrantKind = "plan" | "topup" | "promo" | "referral" | "refund" | "correction";
export type CapScope = "account" | "member" | "key";
export type CapWindow = "period" | "lifetime";
export type HoldStatus = "open" | "settled" | "released" | "expired";
export type ModelClass = "core" | "advanced";

/** The business object behind a grant, for example an invoice line. It grants once, for ever. */
export interface GrantSource {
  type: string;
  id: string;
}

export interface PlanPeriod {
  plan: string;
  startsAtMs: number;
  endsAtMs: number;
  /** Largest share of the period's plan PT for advanced models, in percent; absent = no cap. */
  advancedShareCapPercent?: number;
}

/** What a hold is for. Kept with it; the rate card's version is thereby pinned. */
export interface HoldPurpose {
  conversationId?: string;
  turnId: string;
  model: string;
  modelClass: ModelClass;
  rateCardVersion: string;
  memberId?: string;
  apiKeyId?: string;
  /** The part of the product that asked, for example `chat`. */
  feature?: string;
}

/**
 * A limit on spending, decided together with the balance: of one member, of one key, or of the whole
 * account, whose id is `WHOLE_ACCOUNT`.
 */
export interface SpendingCap {
  scope: CapScope;
  id: string;
  capMicroPt: number;
  window: CapWindow;
}

/** The id of the one spender of scope `account`: the account itself. */
export const WHOLE_ACCOUNT = "";

/** Every command carries a key that its sender made: the same key never has two effects. */
interface Keyed {
  key: string;
}

export interface GrantCommand extends Keyed {
  type: "grant";
  kind: GrantKind;
  amountMicroPt: number;
  /** Lower burns first; 50 when absent. */
  priority?: number;
  /** Absent or null = never. */
  expiresAtMs?: number | null;
  source: GrantSource;
  /** Plan grants only. A later start opens a new period, the same start adds to the running one. */
  period?: PlanPeriod;
}

export interface HoldCommand extends Keyed {
  type: "hold";
  amountMicroPt: number;
  /** An interval from now, by the ledger's own clock; 15 minutes when absent. */
  timeoutMs?: number;
  purpose: HoldPurpose;
  caps?: SpendingCap[];
  /** A stricter share for advanced models than the period's own. */
  advancedSharePercentMax?: number;
}

export interface ExtendCommand extends Keyed {
  type: "extend";
  holdId: string;
  /** May be 0: then only the timeout starts again. */
  addMicroPt: number;
  timeoutMs?: number;
  caps?: SpendingCap[];
  advancedSharePercentMax?: number;
}

export interface SettleCommand extends Keyed {
  type: "settle";
  holdId: string;
  /** Already rounded up to a whole PT. */
  chargeMicroPt: number;
  /** The provider's usage, raw and normalised; kept verbatim. */
  usage?: unknown;
  /** True when the provider did not report; `trueUp` may follow once. */
  estimated?: boolean;
}

export interface ReleaseCommand extends Keyed {
  type: "release";
  holdId: string;
  reason: string;
}

export interface CorrectCommand extends Keyed {
  type: "correct";
  chargeId: string;
  /** Absent = everything that has not been given back yet. */
  amountMicroPt?: number;
  reason: string;
}

export interface RefundCommand extends Keyed {
  type: "refund";
  chargeId: string;
  disputeId: string;
  amountMicroPt?: number;
}

export interface TrueUpCommand extends Keyed {
  type: "trueUp";
  chargeId: string;
  /** What the charge should have been, rounded up to a whole PT. */
  chargeMicroPt: number;
  usage?: unknown;
}

/** The refunded amount is cumulative, so that repeated and reordered events claw back once. */
export interface ClawbackCommand extends Keyed {
  type: "clawback";
  source: GrantSource;
  cause:
    | { type: "refund"; refundedTotalMicroPt: number }
    | { type: "chargeback"; chargebackId: string; amountMicroPt: number };
}

export interface ReinstateCommand extends Keyed {
  type: "reinstate";
  source: GrantSource;
  chargebackId: string;
}

export interface TransferOutCommand extends Keyed {
  type: "transferOut";
  transferId: string;
  toAccountId: string;
  amountMicroPt: number | "all";
}

/** PT on their way between accounts keep what made them PT: kind, priority and expiry. */
export interface TransferPart {
  kind: GrantKind;
  priority: number;
  expiresAtMs: number | null;
  amountMicroPt: number;
}

export interface TransferInCommand extends Keyed {
  type: "transferIn";
  transferId: string;
  fromAccountId: string;
  parts: TransferPart[];
}

/** Work that the platform pays for itself: titles, summaries, retries, failed turns. */
export interface BookPlatformCommand extends Keyed {
  type: "bookPlatform";
  amountMicroPt: number;
  purpose: string;
  detail?: unknown;
}

export type Command =
  | GrantCommand
  | HoldCommand
  | ExtendCommand
  | SettleCommand
  | ReleaseCommand
  | CorrectCommand
  | RefundCommand
  | TrueUpCommand
  | ClawbackCommand
  | ReinstateCommand
  | TransferOutCommand
  | TransferInCommand
  | BookPlatformCommand;

export type CommandType = Command["type"];
export type CommandOf<T extends CommandType> = Extract<Command, { type: T }>;

/** In every reply: the command's transaction, and the balance after all that the command did. */
export interface Receipt {
  transactionId: string;
  atMs: number;
  balanceMicroPt: number;
  heldMicroPt: number;
  availableMicroPt: number;
}

export interface GrantReply extends Receipt {
  grantId: string;
  amountMicroPt: number;
  /** True when the same source had already been granted: this command changed nothing. */
  duplicate: boolean;
}

export interface HoldReply extends Receipt {
  holdId: string;
  amountMicroPt: number;
  expiresAtMs: number;
}

export interface ChargeReply extends Receipt {
  chargeId: string;
  holdId: string;
  /** The asked charge = paid + written off. */
  chargeMicroPt: number;
  paidMicroPt: number;
  writtenOffMicroPt: number;
  /** What the hold gave back. */
  releasedMicroPt: number;
  /** True when the hold had expired before the settle came. */
  late: boolean;
}

export interface ReleaseReply extends Receipt {
  releasedMicroPt: number;
}

export interface ReturnReply extends Receipt {
  returnedMicroPt: number;
  /** Of these, PT that went back to grants that had expired and so expired again. */
  expiredAgainMicroPt: number;
  /** The new grant, when the consumed ones had expired and the PT were owed anyway. */
  grantId: string | null;
}

export interface TrueUpReply extends Receipt {
  chargeMicroPt: number;
  paidMicroPt: number;
  writtenOffMicroPt: number;
  returnedMicroPt: number;
}

export interface ClawbackReply extends Receipt {
  /** Taken now (positive) or given back now (negative). */
  clawedMicroPt: number;
  clawedTotalMicroPt: number;
  debtMicroPt: number;
}

export interface TransferOutReply extends Receipt {
  amountMicroPt: number;
  parts: TransferPart[];
  duplicate: boolean;
}

export interface TransferInReply extends Receipt {
  amountMicroPt: number;
  grantIds: string[];
  duplicate: boolean;
}

export interface ReplyOf {
  grant: GrantReply;
  hold: HoldReply;
  extend: HoldReply;
  settle: ChargeReply;
  release: ReleaseReply;
  correct: ReturnReply;
  refund: ReturnReply;
  trueUp: TrueUpReply;
  clawback: ClawbackReply;
  reinstate: ClawbackReply;
  transferOut: TransferOutReply;
  transferIn: TransferInReply;
  bookPlatform: Receipt;
}

export type Reply = ReplyOf[CommandType];

/** What a person or a program can do about a refusal, best first. */
export type RefusalHelp =
  | "top-up"
  | "upgrade"
  | "cheaper-model"
  | "core-model"
  | "wait-for-open-holds"
  | "wait-for-next-period"
  | "raise-cap"
  | "pay-debt";

export type RefusalReason =
  | "insufficient"
  | "debt"
  | "account-cap"
  | "member-cap"
  | "key-budget"
  | "advanced-share"
  | "too-many-holds"
  | "key-reused"
  | "unknown-hold"
  | "hold-closed"
  | "unknown-charge"
  | "nothing-to-return"
  | "not-estimated"
  | "unknown-source"
  | "invalid";

/** A refusal is a value: which limit refused, what was needed, what is there, what would help. */
export interface LedgerRefusal {
  reason: RefusalReason;
  detail: string;
  neededMicroPt?: number;
  availableMicroPt?: number;
  /** For caps and shares: the whole limit and what already counts against it. */
  limitMicroPt?: number;
  usedMicroPt?: number;
  /** The member or key whose limit refused; empty for the account. */
  limitId?: string;
  holdStatus?: HoldStatus;
  help: RefusalHelp[];
}

export type LedgerResult<T extends CommandType = CommandType> = Result<ReplyOf[T], LedgerRefusal>;

/** What a person or the platform is told; each at most once per period or event. */
export type LedgerNotice =
  | { kind: "plan-threshold"; percent: number; usedMicroPt: number; grantedMicroPt: number }
  | { kind: "burn-rate"; windowUsedMicroPt: number; grantedMicroPt: number }
  | { kind: "advanced-share"; percent: number; usedMicroPt: number; grantedMicroPt: number }
  | { kind: "written-off"; chargeId: string; amountMicroPt: number }
  | { kind: "debt"; debtMicroPt: number };

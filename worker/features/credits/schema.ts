import { z } from "zod";

export const grantKinds = ["plan", "topup", "promo", "referral", "refund", "correction"] as const;

/** The balance of an account as it is pushed to every tab. Amounts are micro-PT. */
export interface Balance {
  accountId: string;
  /** Granted and not yet spent, expired or taken back; held PT are part of it. */
  balanceMicroPt: number;
  heldMicroPt: number;
  availableMicroPt: number;
  /** Grants that will expire, earliest first. */
  expiring: { amountMicroPt: number; expiresAtMs: number }[];
  plan: string | null;
  periodEndsAtMs: number | null;
  /** Share of the period's plan PT that is used, 0 to 100. */
  periodUsedPercent: number | null;
  /** What is owed after a chargeback; sends are refused while it is above zero. */
  debtMicroPt: number;
  seq: number;
  atMs: number;
}

/** One line of the PT statement: a whole transaction as its owner sees it. */
export interface StatementLine {
  transactionId: string;
  seq: number;
  kind: string;
  /** Signed change of the balance, micro-PT; 0 for a hold and its release. */
  amountMicroPt: number;
  heldDeltaMicroPt: number;
  balanceAfterMicroPt: number;
  atMs: number;
  detail: {
    model?: string;
    rateCardVersion?: number;
    conversationId?: string;
    turnId?: string;
    memberId?: string;
    apiKeyId?: string;
    estimated?: boolean;
    tokens?: { input: number; cachedRead: number; cacheWrite: number; output: number };
    linkedTransactionId?: string;
    reason?: string;
    grantKind?: string;
    expiresAtMs?: number | null;
  };
}

/** One entry of the double entry; all entries of a transaction sum to zero. */
export interface EntryView {
  id: string;
  /** `available` and `held` are the owner's, the others the platform's counter-accounts. */
  side: string;
  amountMicroPt: number;
  grantId: string | null;
}

/** A whole transaction with everything that proves it. */
export interface TransactionView extends StatementLine {
  entries: EntryView[];
  /** The prices that were pinned with the hold, PT per 1,000 tokens; null without a model. */
  prices: { input: number; cachedRead: number; cacheWrite: number; output: number } | null;
  /** The provider's own usage objects, untouched; null where there are none. */
  rawUsage: unknown;
  holdId: string | null;
  chargeId: string | null;
  /** Which grants the transaction took from (positive) or gave back to (negative). */
  consumed: {
    grantId: string;
    kind: string | null;
    expiresAtMs: number | null;
    amountMicroPt: number;
  }[];
  /** The link of the account's hash chain, base64url of SHA-256. */
  hash: string;
}

/** How far a workspace is through its period. Amounts are micro-PT. */
export interface PeriodUse {
  startsAtMs: number;
  /** The running plan, when its period ends, what it granted and what of that is used. */
  plan: string | null;
  endsAtMs: number | null;
  grantedMicroPt: number | null;
  planUsedMicroPt: number | null;
  /** Spent in the period from any grant, and held by answers under way. */
  spentMicroPt: number;
  heldMicroPt: number;
  /** Negative only through debt. */
  availableMicroPt: number;
}

/** What a workspace may spend in a period, and when its people are told. */
export interface SpendLimitsView {
  /** Null is no cap. */
  capMicroPt: number | null;
  alertPercents: number[];
  /** Null is never. */
  lowMicroPt: number | null;
  /** Whether somebody set them; otherwise they are the ones that everybody starts with. */
  chosen: boolean;
  period: PeriodUse;
}

export const ALERT_PERCENTS_MAX = 10;
const PT_LIMIT_MAX = 1_000_000_000;

export const SpendLimits = z.object({
  capPt: z.int().min(0).max(PT_LIMIT_MAX).nullable(),
  alertPercents: z.array(z.int().min(1).max(100)).max(ALERT_PERCENTS_MAX),
  lowPt: z.int().min(1).max(PT_LIMIT_MAX).nullable(),
});
export type SpendLimits = z.infer<typeof SpendLimits>;

/** What usage is told apart by. */
export const usageGroups = ["day", "model", "member", "feature"] as const;
export type UsageGroup = (typeof usageGroups)[number];

export const USAGE_DAYS_MAX = 366;

/** Days are in UTC and both included; without them it is the last 30. */
export const UsageInput = z.object({
  by: z.enum(usageGroups),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  model: z.string().max(120).optional(),
  feature: z.string().max(40).optional(),
  memberId: z.string().max(64).optional(),
  apiKeyId: z.string().max(64).optional(),
});
export type UsageInput = z.infer<typeof UsageInput>;

export interface UsageSum {
  answers: number;
  tokens: { input: number; cachedRead: number; cacheWrite: number; output: number };
  /** Without what charges gave back. */
  chargedMicroPt: number;
}

/** The usage of one day, model, member or feature; of a member also the name. */
export interface UsageItem extends UsageSum {
  key: string;
  name: string | null;
}

export interface UsageReport {
  by: UsageGroup;
  from: string;
  to: string;
  items: UsageItem[];
  total: UsageSum;
}

/** What was used on one day in UTC by one model, member or feature. */
export interface UsageDay {
  day: string;
  key: string;
  answers: number;
  chargedMicroPt: number;
}

/** The report of a nightly check of all ledgers. */
export interface LedgerCheckView {
  id: string;
  day: string;
  startedAtMs: number;
  /** Null while it has more to do than one run could. */
  finishedAtMs: number | null;
  accounts: number;
  transactions: number;
  failed: number;
  findings: { accountId: string; findings: string[] }[];
}

export const ExportInput = z.object({
  format: z.enum(["csv", "json"]),
  fromMs: z.int().min(0).optional(),
  toMs: z.int().min(0).optional(),
});
export type ExportInput = z.infer<typeof ExportInput>;

export const StatementInput = z.object({
  cursor: z.string().max(40).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type StatementInput = z.input<typeof StatementInput>;

export const GrantInput = z.object({
  amountPt: z.number().positive().max(1_000_000_000),
  kind: z.enum(grantKinds),
  expiresAtMs: z.int().positive().nullable().optional(),
  priority: z.int().min(0).max(1_000).optional(),
});
export type GrantInput = z.infer<typeof GrantInput>;

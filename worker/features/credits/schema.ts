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

export const noticeKinds = [
  "plan-threshold",
  "burn-rate",
  "advanced-share",
  "written-off",
  "debt",
] as const;
export type NoticeKind = (typeof noticeKinds)[number];

/** Something that the owner of an account is told once. */
export interface NoticeView {
  id: string;
  kind: NoticeKind;
  /** Of `plan-threshold` and `advanced-share`: the share that was reached. */
  percent: number | null;
  usedMicroPt: number | null;
  grantedMicroPt: number | null;
  amountMicroPt: number | null;
  atMs: number;
}

/** What was used on a day in UTC with one model. */
export interface UsageDay {
  day: string;
  model: string;
  answers: number;
  tokens: { input: number; cachedRead: number; cacheWrite: number; output: number };
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

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
    estimated?: boolean;
    tokens?: { input: number; cachedRead: number; cacheWrite: number; output: number };
    linkedTransactionId?: string;
    reason?: string;
    grantKind?: string;
    expiresAtMs?: number | null;
  };
}

export const GrantInput = z.object({
  amountPt: z.number().positive().max(1_000_000_000),
  kind: z.enum(grantKinds),
  expiresAtMs: z.int().positive().nullable().optional(),
  priority: z.int().min(0).max(1_000).optional(),
});
export type GrantInput = z.infer<typeof GrantInput>;

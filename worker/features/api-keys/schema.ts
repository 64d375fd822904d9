import { z } from "zod";

export const scopes = ["chat", "read", "write", "billing"] as const;

export const NewApiKey = z.object({
  name: z.string().trim().min(1, "give it a name").max(80),
  scopes: z.array(z.enum(scopes)).min(1).default(["chat", "read", "write"]),
  /** Lifetime budget in whole PT; absent: only the balance limits it. */
  budgetPt: z.int().min(1).max(1_000_000_000).optional(),
  models: z.array(z.string().max(120)).min(1).max(100).optional(),
  requestsPerMinute: z.int().min(1).max(100_000).optional(),
  expiresAtMs: z.int().positive().optional(),
});
export type NewApiKey = z.infer<typeof NewApiKey>;

/** In micro-PT; both count against the key's budget. */
export interface KeySpending {
  spentMicroPt: number;
  heldMicroPt: number;
}

export interface ApiKeyView {
  id: string;
  name: string;
  /** The visible start of the secret, to recognise it by. */
  prefix: string;
  scopes: (typeof scopes)[number][];
  budgetPt: number | null;
  /** What was charged through it and what it holds now; null when the ledger did not answer. */
  spending: KeySpending | null;
  models: string[] | null;
  /** Its own rate, or the plan's where that is lower. */
  requestsPerMinute: number;
  createdAtMs: number;
  expiresAtMs: number | null;
  lastUsedAtMs: number | null;
  revokedAtMs: number | null;
}

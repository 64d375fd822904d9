import { z } from "zod";
import { parseRange } from "./ip-ranges.ts";

export const scopes = ["chat", "read", "write", "billing"] as const;

export const NewApiKey = z.object({
  name: z.string().trim().min(1, "give it a name").max(80),
  scopes: z.array(z.enum(scopes)).min(1).default(["chat", "read", "write"]),
  /** Lifetime budget in whole PT; absent: only the balance limits it. */
  budgetPt: z.int().min(1).max(1_000_000_000).optional(),
  models: z.array(z.string().max(120)).min(1).max(100).optional(),
  requestsPerMinute: z.int().min(1).max(100_000).optional(),
  expiresAtMs: z.int().positive().optional(),
  /** Ranges of addresses, CIDR v4 or v6, that it may be used from; absent: from everywhere. */
  allowedRanges: z
    .array(
      z
        .string()
        .trim()
        .max(50)
        .refine(
          (text) => parseRange(text) !== undefined,
          "a range like 192.0.2.0/24 or 2001:db8::/32",
        ),
    )
    .max(50)
    .optional(),
});
export type NewApiKey = z.infer<typeof NewApiKey>;

/** What of a key can be changed; absent stays, null takes a limit away. */
export const ApiKeyPatch = z.object({
  name: NewApiKey.shape.name.optional(),
  scopes: z.array(z.enum(scopes)).min(1).max(4).optional(),
  budgetPt: NewApiKey.shape.budgetPt.unwrap().nullable().optional(),
  models: NewApiKey.shape.models.unwrap().nullable().optional(),
  requestsPerMinute: NewApiKey.shape.requestsPerMinute,
  expiresAtMs: z.int().positive().nullable().optional(),
  allowedRanges: NewApiKey.shape.allowedRanges.unwrap().nullable().optional(),
});
export type ApiKeyPatch = z.infer<typeof ApiKeyPatch>;

/** For how long the old secret may stay good beside the new one, in hours. */
export const OVERLAP_HOURS_MAX = 168;

export const ApiKeyRotation = z.object({
  overlapHours: z.int().min(0).max(OVERLAP_HOURS_MAX).default(24),
});
export type ApiKeyRotation = z.input<typeof ApiKeyRotation>;

export const LeakReport = z.object({
  /** The secret as it was found. */
  secret: z.string().min(1).max(200),
  /** Where it was found, for its owner. */
  url: z.string().max(1_000).default(""),
});
export type LeakReport = z.input<typeof LeakReport>;

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
  /** Ranges of addresses that it may be used from; null is from everywhere. */
  allowedRanges: string[] | null;
  /** Until when the secret before the last rotation is still good; null is not. */
  oldSecretUntilMs: number | null;
  createdAtMs: number;
  expiresAtMs: number | null;
  lastUsedAtMs: number | null;
  revokedAtMs: number | null;
}

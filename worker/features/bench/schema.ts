import { z } from "zod";
import { GrantInput } from "#features/credits/schema";
import { Email, Password } from "#features/identity/schema";
import { plans, RateCardInput } from "#features/models/schema";
import { roles, WorkspaceName, WorkspaceSlug } from "#features/workspaces/schema";

const SeedUser = z.object({
  email: Email,
  password: Password,
  name: z.string().max(80).optional(),
  /** Slug of a workspace to join instead of getting a personal one. */
  workspace: WorkspaceSlug.optional(),
  role: z.enum(roles).optional(),
  /** Runs the deployment, as its first person does. */
  operator: z.boolean().optional(),
  /** The version of the legal documents that they accepted; absent: the present one. */
  acceptedVersion: z.string().max(20).optional(),
  plan: z.enum(plans).optional(),
  grants: z.array(GrantInput).max(1_000).optional(),
  apiKey: z
    .union([
      z.boolean(),
      z.object({
        budgetPt: z.int().min(1).max(1_000_000_000).optional(),
        models: z.array(z.string().max(120)).min(1).max(100).optional(),
        requestsPerMinute: z.int().min(1).max(100_000).optional(),
      }),
    ])
    .optional(),
});

export const SeedInput = z.object({
  workspaces: z
    .array(z.object({ slug: WorkspaceSlug, name: WorkspaceName, plan: z.enum(plans).optional() }))
    .max(1_000)
    .optional(),
  users: z.array(SeedUser).max(1_000).default([]),
  rateCard: RateCardInput.optional(),
});
export type SeedInput = z.infer<typeof SeedInput>;

export interface SeededUser {
  id: string;
  email: string;
  /** A complete Cookie header value. */
  cookie: string;
  apiKey: string | null;
  accountId: string;
  workspaceId: string;
}

/** At most ten years either way. */
const OFFSET_MS_MAX = 10 * 366 * 86_400_000;
export const ClockInput = z.object({ offsetMs: z.int().min(-OFFSET_MS_MAX).max(OFFSET_MS_MAX) });

export const FaultInput = z.object({
  target: z.enum(["queue", "d1", "r2", "object"]),
  mode: z.enum(["error", "stall", "lost-reply"]).default("error"),
  count: z.int().min(0).max(1_000_000).default(1),
});

/** At most so many mails at once. */
const MAILS_MAX = 20_000;
export const MailsRequest = z.object({
  count: z.int().min(0).max(MAILS_MAX),
  later: z.boolean().default(false),
});
export type MailsRequest = z.input<typeof MailsRequest>;

export const PasswordChecks = z.object({
  count: z.int().min(0).max(1_000),
  inIsolate: z.boolean().default(false),
});
export type PasswordChecks = z.input<typeof PasswordChecks>;

export const CronInput = z.object({ name: z.string().min(1).max(80) });

/** A mail as it would come in, with its envelope; `raw` is the whole message. */
export const InboundMailInput = z.object({
  from: z.string().max(320).default(""),
  to: z.string().min(3).max(320),
  raw: z.string().min(1),
});

/** A message of Cloudflare's event subscription, as its queue would bring it. */
export const MailEventInput = z.looseObject({ type: z.string() });

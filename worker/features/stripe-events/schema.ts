import { z } from "zod";

/**
 * `received` waits for its turn, `processing` is being worked on, `failed` waits for its next try,
 * `parked` waits for someone. `done` and `ignored` are ends.
 */
export const stripeEventStates = [
  "received",
  "processing",
  "failed",
  "parked",
  "done",
  "ignored",
] as const;
export type StripeEventState = (typeof stripeEventStates)[number];

/** What of an event is read here; the rest is for whoever syncs its object. */
export const StripeEventBody = z.looseObject({
  id: z.string().min(1).max(255),
  type: z.string().min(1).max(120),
  created: z.int().nonnegative(),
  livemode: z.boolean().default(false),
  api_version: z.string().max(60).nullish(),
  data: z.looseObject({
    object: z.looseObject({ object: z.string().max(120), id: z.string().max(255).nullish() }),
  }),
});
export type StripeEventBody = z.infer<typeof StripeEventBody>;

const Type = z.string().trim().max(120);

export const StripeEventQuery = z.object({
  state: z.enum(stripeEventStates).optional(),
  /** A type, or the start of types: `invoice.` */
  type: Type.optional(),
  /** The id of the event or of its object, or the start of one. */
  text: z.string().trim().max(255).optional(),
  cursor: z.string().max(500).optional(),
  limit: z.int().min(1).max(100).default(50),
});
export type StripeEventQuery = z.input<typeof StripeEventQuery>;

export const replayableStates = ["failed", "parked", "done", "ignored"] as const;

export const REPLAY_IDS_MAX = 50;

export const ReplayFilter = z
  .object({
    ids: z.array(z.string().min(1).max(255)).min(1).max(REPLAY_IDS_MAX).optional(),
    states: z.array(z.enum(replayableStates)).min(1),
    type: Type.optional(),
    fromAtMs: z.int().nonnegative().optional(),
    toAtMs: z.int().nonnegative().optional(),
  })
  .partial();
export type ReplayFilter = z.input<typeof ReplayFilter>;

/** An event as the operator sees it in lists. */
export interface StripeEventView {
  id: string;
  type: string;
  objectType: string;
  objectId: string;
  livemode: boolean;
  createdAtMs: number;
  receivedAtMs: number;
  /** How often a webhook brought it; 0 when only the catch-up found it. */
  deliveries: number;
  state: StripeEventState;
  tries: number;
  nextTryAtMs: number | null;
  lastError: string | null;
  doneAtMs: number | null;
}

export interface StripeEventDetail extends StripeEventView {
  apiVersion: string | null;
  /** The event as it came; null when it was done long ago. */
  payload: string | null;
}

/** What came of one type in the last 30 days. */
export interface StripeTypeHealth {
  type: string;
  events: number;
  lastSeenAtMs: number;
  failed: number;
  parked: number;
}

export interface StripeHealth {
  connected: boolean;
  /** False without a signing secret: then no webhook is let in. */
  signed: boolean;
  /** Of the last 30 days. */
  states: Record<StripeEventState, number>;
  types: StripeTypeHealth[];
  /** From received to done, over the last day's latest 10,000; null without any. */
  lagMs: { p50: number; p95: number } | null;
  /** Of what still has to be worked on. */
  oldestWaitingAtMs: number | null;
  lastWebhookAtMs: number | null;
  /** Found in Stripe's list within the last day, and never brought by a webhook. */
  missedLastDay: number;
  /** How far Stripe's own list has been read; null before the first time. */
  readToAtMs: number | null;
}

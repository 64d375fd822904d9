import type { CronJob, JobHandlers } from "#platform/jobs";
import { catchUpStripeEvents } from "./catch-up-stripe-events.ts";
import { expireStripeEvents } from "./expire-stripe-events.ts";
import { processStripeEvents } from "./process-stripe-events.ts";
import { recoverStripeEvents, sweepStripeEvents } from "./sweep-stripe-events.ts";

export const stripeEventJobs: JobHandlers = {
  "stripe-events.received": (ctx, { eventIds }) => processStripeEvents(ctx, eventIds),
};

/** Queues events whose turn has come. */
export const sweepStripeEventsJob: CronJob = async (ctx) => ({
  queued: await sweepStripeEvents(ctx),
});

/** Finds events that no webhook brought. */
export const catchUpStripeEventsJob: CronJob = async (ctx) => ({
  ...(await catchUpStripeEvents(ctx)),
});

/** Forgets the text of events that were done long ago. */
export const expireStripeEventsJob: CronJob = async (ctx) => ({
  expired: await expireStripeEvents(ctx),
});

/** Takes up what was being worked on when the product was stopped. */
export const recoverStripeEventsJob: CronJob = async (ctx) => ({
  recovered: await recoverStripeEvents(ctx),
});

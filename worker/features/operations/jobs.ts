import { expireIdempotencyRecords } from "#platform/idempotency";
import type { CronJob } from "#platform/jobs";
import { sweepOutbox } from "#platform/outbox";
import { seedDemo } from "./seed-demo.ts";

/** Sends what requests and jobs left in the outbox. */
export const sweepOutboxJob: CronJob = async (ctx) => ({ sent: await sweepOutbox(ctx) });

/** Sends everything that is in the outbox: after a stop that was not clean. */
export const recoverOutboxJob: CronJob = async (ctx) => ({ sent: await sweepOutbox(ctx, true) });

/** Forgets idempotency keys past their time. */
export const expireIdempotencyJob: CronJob = async (ctx) => ({
  expired: await expireIdempotencyRecords(ctx),
});

/** Gives a fresh local deployment someone to sign in as. */
export const seedDemoJob: CronJob = async (ctx) => await seedDemo(ctx);

import { carryAdoptedJob } from "#features/adoption/jobs";
import { expireIdentityJob } from "#features/identity/jobs";
import {
  expireIdempotencyJob,
  recoverOutboxJob,
  seedDemoJob,
  sweepOutboxJob,
} from "#features/operations/jobs";
import type { CronJob } from "#platform/jobs";

/** `by-hand` jobs run only when they are named. */
export type Schedule = "five-minutely" | "nightly" | "by-hand";

interface ScheduledJob {
  schedule: Schedule;
  run: CronJob;
}

/** Every scheduled job of the deployment, by name; those of one schedule run in this order. */
export const cronJobs = {
  "sweep-outbox": { schedule: "five-minutely", run: sweepOutboxJob },
  "carry-adopted": { schedule: "five-minutely", run: carryAdoptedJob },
  "expire-sessions": { schedule: "nightly", run: expireIdentityJob },
  "expire-idempotency": { schedule: "nightly", run: expireIdempotencyJob },
  "recover-outbox": { schedule: "by-hand", run: recoverOutboxJob },
  "seed-demo": { schedule: "by-hand", run: seedDemoJob },
} satisfies Record<string, ScheduledJob>;

export type CronJobName = keyof typeof cronJobs;

import { carryAdoptedJob } from "#features/adoption/jobs";
import { checkLedgersJob, continueCheckJob, sweepPlansJob } from "#features/credits/jobs";
import { expireIdentityJob } from "#features/identity/jobs";
import {
  expireIdempotencyJob,
  recoverOutboxJob,
  seedDemoJob,
  sweepOutboxJob,
} from "#features/operations/jobs";
import type { CronJob } from "#platform/jobs";
import type { Schedule } from "./schedules.ts";

interface ScheduledJob {
  schedule: Schedule;
  run: CronJob;
}

/** Every scheduled job of the deployment, by name; those of one schedule run in this order. */
export const cronJobs = {
  "sweep-outbox": { schedule: "five-minutely", run: sweepOutboxJob },
  "carry-adopted": { schedule: "five-minutely", run: carryAdoptedJob },
  "sweep-plans": { schedule: "five-minutely", run: sweepPlansJob },
  "continue-self-check": { schedule: "five-minutely", run: continueCheckJob },
  "self-check": { schedule: "nightly", run: checkLedgersJob },
  "expire-sessions": { schedule: "nightly", run: expireIdentityJob },
  "expire-idempotency": { schedule: "nightly", run: expireIdempotencyJob },
  "recover-outbox": { schedule: "by-hand", run: recoverOutboxJob },
  "seed-demo": { schedule: "by-hand", run: seedDemoJob },
} satisfies Record<string, ScheduledJob>;

export type CronJobName = keyof typeof cronJobs;

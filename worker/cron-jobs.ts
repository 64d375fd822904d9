import { expireIdempotencyJob, recoverOutboxJob, sweepOutboxJob } from "#features/operations/jobs";
import type { CronJob } from "#platform/jobs";

/** `by-hand` jobs run only when they are named. */
export type Schedule = "five-minutely" | "nightly" | "by-hand";

interface ScheduledJob {
  schedule: Schedule;
  run: CronJob;
}

/** Every scheduled job of the deployment, by name. */
export const cronJobs = {
  "sweep-outbox": { schedule: "five-minutely", run: sweepOutboxJob },
  "recover-outbox": { schedule: "by-hand", run: recoverOutboxJob },
  "expire-idempotency": { schedule: "nightly", run: expireIdempotencyJob },
} satisfies Record<string, ScheduledJob>;

export type CronJobName = keyof typeof cronJobs;

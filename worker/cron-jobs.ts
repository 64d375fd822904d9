import { carryAdoptedJob } from "#features/adoption/jobs";
import { checkLedgersJob, continueCheckJob, sweepPlansJob } from "#features/credits/jobs";
import { expireIdentityJob } from "#features/identity/jobs";
import {
  expireIdempotencyJob,
  recoverOutboxJob,
  seedDemoJob,
  sweepOutboxJob,
} from "#features/operations/jobs";
import type { ScheduledJobName } from "#features/operations/schema";
import type { CronJob } from "#platform/jobs";

/** What each scheduled job does. */
export const cronJobs: Record<ScheduledJobName, CronJob> = {
  "sweep-outbox": sweepOutboxJob,
  "carry-adopted": carryAdoptedJob,
  "sweep-plans": sweepPlansJob,
  "continue-self-check": continueCheckJob,
  "self-check": checkLedgersJob,
  "expire-sessions": expireIdentityJob,
  "expire-idempotency": expireIdempotencyJob,
  "recover-outbox": recoverOutboxJob,
  "seed-demo": seedDemoJob,
};

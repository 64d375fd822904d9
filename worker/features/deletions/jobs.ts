import type { CronJob, JobHandlers } from "#platform/jobs";
import { continueDeletion, sweepDeletions } from "./continue-deletion.ts";

export const deletionJobs: JobHandlers = {
  "deletions.continue": (ctx, { userId }) => continueDeletion(ctx, userId),
};

/** Begins erasures whose grace is over, and takes up those that got stuck. */
export const sweepDeletionsJob: CronJob = async (ctx) => ({ begun: await sweepDeletions(ctx) });

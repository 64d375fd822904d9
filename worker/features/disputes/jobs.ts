import type { CronJob, JobHandlers } from "#platform/jobs";
import { finishEffect } from "./finish-effect.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { sweepDisputes } from "./sweep-disputes.ts";

/** What disputes do with their own queue messages. */
export const disputeJobs: JobHandlers = {
  "disputes.evidence-requested": async (ctx, { disputeId }) => await gatherEvidence(ctx, disputeId),
  "disputes.decided": async (ctx, { disputeId }) => await finishEffect(ctx, disputeId),
};

/** Five-minutely: deadlines, and what a crash left unfinished. */
export const sweepDisputesJob: CronJob = async (ctx) => await sweepDisputes(ctx);

import type { CronJob, JobHandlers } from "#platform/jobs";
import { continueExport } from "./continue-export.ts";
import { expireExports, sweepExports } from "./sweep-exports.ts";

export const exportJobs: JobHandlers = {
  "exports.continue": (ctx, { exportId }) => continueExport(ctx, exportId),
};

/** Takes up exports that got stuck, and takes away archives whose time is over. */
export const sweepExportsJob: CronJob = async (ctx) => ({
  continued: await sweepExports(ctx),
  expired: await expireExports(ctx),
});

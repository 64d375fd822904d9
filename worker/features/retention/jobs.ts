import type { CronJob } from "#platform/jobs";
import { applyRetention } from "./apply-retention.ts";

/** Takes away what is kept no longer. */
export const applyRetentionJob: CronJob = async (ctx) => await applyRetention(ctx);

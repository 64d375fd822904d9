import type { CronJob } from "#platform/jobs";
import { sendDigests } from "./send-digests.ts";

/** Sends the summaries that are due. */
export const sendDigestsJob: CronJob = (ctx) => sendDigests(ctx);

import { recordMailEvent } from "#features/mail";
import type { CronJob, JobHandlers } from "#platform/jobs";
import { expireMailgunTokens } from "./expire-tokens.ts";

export const mailWebhookJobs: JobHandlers = {
  "mail-webhooks.received": async (ctx, { events }) => {
    for (const event of events) await recordMailEvent(ctx, event);
  },
};

/** Forgets what was kept against replays. */
export const expireMailWebhooksJob: CronJob = async (ctx) => ({
  tokens: await expireMailgunTokens(ctx),
});

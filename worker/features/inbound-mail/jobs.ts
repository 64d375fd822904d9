import type { CronJob } from "#platform/jobs";
import { expireInboundMails } from "./expire-inbound-mails.ts";

/** Forgets mails that came in long ago. */
export const expireInboundMailsJob: CronJob = async (ctx) => ({
  expired: await expireInboundMails(ctx),
});

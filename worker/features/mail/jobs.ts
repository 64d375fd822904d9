import type { CronJob, JobHandlers } from "#platform/jobs";
import { expireMails } from "./expire-mails.ts";
import { sendDueMails } from "./send-due-mails.ts";
import { recoverMails, sweepMails } from "./sweep-mails.ts";

export const mailJobs: JobHandlers = {
  "mail.requested": (ctx, { mailId }) => sendDueMails(ctx, mailId),
  "mail.due": (ctx) => sendDueMails(ctx),
};

/** Takes up what was cut off and announces mails whose turn has come. */
export const sweepMailsJob: CronJob = async (ctx) => ({ due: await sweepMails(ctx) });

/** Forgets what mails said that nobody needs any more. */
export const expireMailsJob: CronJob = async (ctx) => ({ ...(await expireMails(ctx)) });

/** Takes up what was under way when the product was stopped. */
export const recoverMailsJob: CronJob = async (ctx) => ({ due: await recoverMails(ctx) });

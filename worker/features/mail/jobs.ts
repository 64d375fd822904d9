import type { JobHandlers } from "#platform/jobs";
import { deliverMail } from "./deliver-mail.ts";

export const mailJobs: JobHandlers = {
  "mail.requested": (ctx, { mailId }) => deliverMail(ctx, mailId),
};

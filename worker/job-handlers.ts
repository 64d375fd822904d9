import { adoptionJobs } from "#features/adoption/jobs";
import { billingJobs } from "#features/billing/jobs";
import { channelJobs } from "#features/channels/jobs";
import { chatJobs } from "#features/chat/jobs";
import { creditJobs } from "#features/credits/jobs";
import { deletionJobs } from "#features/deletions/jobs";
import { disputeJobs } from "#features/disputes/jobs";
import { domainJobs } from "#features/domains/jobs";
import { exportJobs } from "#features/exports/jobs";
import { identityJobs } from "#features/identity/jobs";
import { routeInboundMail } from "#features/inbound-mail";
import { mailJobs } from "#features/mail/jobs";
import { mailWebhookJobs } from "#features/mail-webhooks/jobs";
import { noticeJobs } from "#features/notices/jobs";
import { triggerAutoTopup } from "#features/payments";
import { paymentJobs } from "#features/payments/jobs";
import { stripeEventJobs } from "#features/stripe-events/jobs";
import { webhookJobs } from "#features/webhooks/jobs";
import type { JobHandlers } from "#platform/jobs";
import { runNamedJob } from "./cron.ts";
import { inboundHandlers } from "./inbound-handlers.ts";

/** Who works on which message of the queue. */
export const jobHandlers: JobHandlers = {
  ...adoptionJobs,
  ...billingJobs,
  ...channelJobs,
  ...chatJobs,
  ...creditJobs,
  ...deletionJobs,
  ...disputeJobs,
  ...domainJobs,
  ...exportJobs,
  ...identityJobs,
  ...mailJobs,
  ...mailWebhookJobs,
  ...noticeJobs,
  ...paymentJobs,
  ...stripeEventJobs,
  ...webhookJobs,
  "credits.entries-appended": async (ctx, payload, messageId) => {
    await creditJobs["credits.entries-appended"]?.(ctx, payload, messageId);
    await triggerAutoTopup(ctx, payload.accountId);
  },
  "inbound-mail.received": (ctx, { inboundId }) =>
    routeInboundMail(ctx, inboundId, inboundHandlers),
  "operations.run-requested": async (ctx, { name, runId }) => {
    await runNamedJob(ctx, name, runId);
  },
};

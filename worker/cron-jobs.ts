import { carryAdoptedJob } from "#features/adoption/jobs";
import { sweepBillingJob } from "#features/billing/jobs";
import { expireChannelsJob, recoverChannelsJob, sweepChannelsJob } from "#features/channels/jobs";
import { closeMonthsJob } from "#features/closing/jobs";
import { checkLedgersJob, continueCheckJob, sweepPlansJob } from "#features/credits/jobs";
import { sweepDeletionsJob } from "#features/deletions/jobs";
import { sweepDisputesJob } from "#features/disputes/jobs";
import { checkDomainsJob } from "#features/domains/jobs";
import { sweepExportsJob } from "#features/exports/jobs";
import { rotateFieldKeysJob } from "#features/field-keys/jobs";
import { sendDigestsJob } from "#features/digests/jobs";
import { expireIdentityJob } from "#features/identity/jobs";
import { expireMailsJob, recoverMailsJob, sweepMailsJob } from "#features/mail/jobs";
import { purgeWorkspacesJob } from "#features/members/jobs";
import { watchMarginsJob } from "#features/margins/jobs";
import { expireInboundMailsJob } from "#features/inbound-mail/jobs";
import { expireMailWebhooksJob } from "#features/mail-webhooks/jobs";
import {
  expireIdempotencyJob,
  recoverOutboxJob,
  seedDemoJob,
  sweepOutboxJob,
} from "#features/operations/jobs";
import { checkCardsJob, sweepPaymentsJob } from "#features/payments/jobs";
import type { ScheduledJobName } from "#features/operations/schema";
import { continueReconciliationJob, reconcileJob } from "#features/reconciliation/jobs";
import { applyRetentionJob } from "#features/retention/jobs";
import {
  catchUpStripeEventsJob,
  expireStripeEventsJob,
  recoverStripeEventsJob,
  sweepStripeEventsJob,
} from "#features/stripe-events/jobs";
import { expireTokensJob } from "#features/tokens/jobs";
import { expireWebhooksJob, recoverWebhooksJob, sweepWebhooksJob } from "#features/webhooks/jobs";
import type { CronJob } from "#platform/jobs";

/** What each scheduled job does. */
export const cronJobs: Record<ScheduledJobName, CronJob> = {
  "sweep-outbox": sweepOutboxJob,
  "carry-adopted": carryAdoptedJob,
  "sweep-plans": sweepPlansJob,
  "sweep-billing": sweepBillingJob,
  "continue-self-check": continueCheckJob,
  "continue-reconciliation": continueReconciliationJob,
  "catch-up-stripe-events": catchUpStripeEventsJob,
  "sweep-stripe-events": sweepStripeEventsJob,
  "sweep-webhooks": sweepWebhooksJob,
  "sweep-mails": sweepMailsJob,
  "sweep-channels": sweepChannelsJob,
  "send-digests": sendDigestsJob,
  "sweep-payments": sweepPaymentsJob,
  "close-months": closeMonthsJob,
  "sweep-disputes": sweepDisputesJob,
  "sweep-deletions": sweepDeletionsJob,
  "sweep-exports": sweepExportsJob,
  "self-check": checkLedgersJob,
  reconcile: reconcileJob,
  "watch-margins": watchMarginsJob,
  "check-cards": checkCardsJob,
  "expire-sessions": expireIdentityJob,
  "expire-idempotency": expireIdempotencyJob,
  "expire-inbound-mails": expireInboundMailsJob,
  "expire-mail-webhooks": expireMailWebhooksJob,
  "expire-stripe-events": expireStripeEventsJob,
  "expire-webhooks": expireWebhooksJob,
  "expire-mails": expireMailsJob,
  "expire-tokens": expireTokensJob,
  "expire-channels": expireChannelsJob,
  "apply-retention": applyRetentionJob,
  "rotate-field-keys": rotateFieldKeysJob,
  "purge-workspaces": purgeWorkspacesJob,
  "check-domains": checkDomainsJob,
  "recover-outbox": recoverOutboxJob,
  "recover-stripe-events": recoverStripeEventsJob,
  "recover-webhooks": recoverWebhooksJob,
  "recover-mails": recoverMailsJob,
  "recover-channels": recoverChannelsJob,
  "seed-demo": seedDemoJob,
};

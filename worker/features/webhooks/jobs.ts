import type { CronJob, JobHandlers } from "#platform/jobs";
import { deliverMessage } from "./deliver-message.ts";
import { expireWebhooks } from "./expire-webhooks.ts";
import { publishMessage } from "./publish-message.ts";
import { recoverDeliveries, sweepDeliveries } from "./sweep-deliveries.ts";

export const webhookJobs: JobHandlers = {
  "webhooks.message-published": (ctx, { messageId }) => publishMessage(ctx, messageId),
  "webhooks.delivery-due": (ctx, { deliveryId }) => deliverMessage(ctx, deliveryId),
};

/** Queues deliveries whose next attempt is due. */
export const sweepWebhooksJob: CronJob = async (ctx) => ({ queued: await sweepDeliveries(ctx) });

/** Forgets deliveries past their time. */
export const expireWebhooksJob: CronJob = async (ctx) => ({ expired: await expireWebhooks(ctx) });

/** Takes up what was under way when the product was stopped. */
export const recoverWebhooksJob: CronJob = async (ctx) => ({
  queued: await recoverDeliveries(ctx),
});

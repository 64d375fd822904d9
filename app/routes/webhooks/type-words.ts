import type { MessageType, WebhookType } from "#features/webhooks/schema";
import { m } from "#messages";

const words: Record<MessageType, () => string> = {
  "invoice.paid": m.webhooks_type_invoice_paid,
  "invoice.payment_failed": m.webhooks_type_invoice_payment_failed,
  "subscription.started": m.webhooks_type_subscription_started,
  "subscription.changed": m.webhooks_type_subscription_changed,
  "subscription.canceled": m.webhooks_type_subscription_canceled,
  "topup.succeeded": m.webhooks_type_topup_succeeded,
  "topup.failed": m.webhooks_type_topup_failed,
  "refund.created": m.webhooks_type_refund_created,
  "credits.low": m.webhooks_type_credits_low,
  "credits.exhausted": m.webhooks_type_credits_exhausted,
  "dispute.opened": m.webhooks_type_dispute_opened,
  "dispute.updated": m.webhooks_type_dispute_updated,
  "dispute.resolved": m.webhooks_type_dispute_resolved,
  "statement.ready": m.webhooks_type_statement_ready,
  "test.ping": m.webhooks_type_test_ping,
};

export const messageTypes = Object.keys(words) as MessageType[];

/** What can be listened to; a test cannot. */
export const listenedTypes = messageTypes.filter(
  (type): type is WebhookType => type !== "test.ping",
);

/** What happened, in a few words. */
export function typeWords(type: MessageType): string {
  return words[type]();
}

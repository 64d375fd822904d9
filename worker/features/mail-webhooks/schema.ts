import type { MailEvent } from "#features/mail/schema";

/** The services that tell by HTTP what became of a mail. Cloudflare tells by a queue. */
export const webhookSenders = ["resend", "sendgrid", "mailgun", "ses"] as const;
export type WebhookSender = (typeof webhookSenders)[number];

export function isWebhookSender(name: string): name is WebhookSender {
  return webhookSenders.some((one) => one === name);
}

/** What a service tells, in our words. */
export type ReportedEvent = MailEvent;

/** A webhook as it came: the body byte for byte. */
export interface ReceivedWebhook {
  body: string;
  headers: Headers;
}

/** The largest body that a service sends is SendGrid's, of many events. */
export const WEBHOOK_BYTES_MAX = 1_000_000;

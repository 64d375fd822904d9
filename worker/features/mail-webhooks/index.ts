/**
 * Mail webhooks: what mail services tell of mails after they took them. Each proves by its own scheme
 * that it is the one who tells, lately and unaltered; whatever it tells is put into our words and
 * recorded once by the mail feature, in the background. See docs/design/mail-transports.md.
 */
export { receiveCloudflareEvent } from "./receive-cloudflare-events.ts";
export { receiveMailWebhook } from "./receive-mail-webhook.ts";

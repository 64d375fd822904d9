/**
 * Webhooks: how a workspace's own systems learn what happened to its money and PT. A verb tells it in
 * its own batch (`webhookRows`); every active endpoint that listens gets it at least once, signed by
 * the Standard Webhooks specification, with retries over about 28 hours. An attempt never reaches a
 * private network and never follows a redirect. See docs/design/webhooks.md.
 */
export { type WebhookOccasion, webhookRows } from "./webhook-rows.ts";

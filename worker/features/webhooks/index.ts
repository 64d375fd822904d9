/**
 * Webhooks: how a workspace's own systems learn what happened to its money and PT. A verb tells it in
 * its own batch (`webhookRows`); every active endpoint that listens gets it at least once, signed by
 * the Standard Webhooks specification, with retries over about 28 hours. An attempt never reaches a
 * private network and never follows a redirect. See docs/design/webhooks.md.
 */
export { createEndpoint } from "./create-endpoint.ts";
export { deleteEndpoint } from "./delete-endpoint.ts";
export { getDelivery, listDeliveries } from "./list-deliveries.ts";
export { getEndpoint, listEndpoints } from "./list-endpoints.ts";
export {
  type OutsideRequest,
  postOutside,
  type RequestOutcome,
  requestOutside,
} from "./request-endpoint.ts";
export { requireUrl } from "./require-url.ts";
export { newSecret } from "./secret.ts";
export { signMessage } from "./sign-message.ts";
export { replayDelivery, replayFailedDeliveries } from "./replay-deliveries.ts";
export { rotateSecret } from "./rotate-secret.ts";
export { countDueDeliveries, sweepDeliveries } from "./sweep-deliveries.ts";
export { testEndpoint } from "./test-endpoint.ts";
export { updateEndpoint } from "./update-endpoint.ts";
export { webhookRows } from "./webhook-rows.ts";

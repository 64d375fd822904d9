/**
 * Events of Stripe: taken in once each, however often and in whatever order they come, and worked on
 * until it succeeds or someone has to look. An event is a hint: its object is fetched from Stripe and
 * synced by billing and payments, so that no event can do harm twice or turn anything back. The row
 * is the outbox. See docs/runbooks/stripe-events.md and docs/decisions/0016.
 */
export { getStripeHealth } from "./get-stripe-health.ts";
export { getStripeEvent, listStripeEvents } from "./list-stripe-events.ts";
export { receiveStripeEvent } from "./receive-stripe-event.ts";
export { replayStripeEvent, replayStripeEvents } from "./replay-stripe-events.ts";
export { countBusyStripeEvents, sweepStripeEvents } from "./sweep-stripe-events.ts";

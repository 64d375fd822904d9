/**
 * `received` waits for its turn, `processing` is being worked on, `failed` waits for its next try,
 * `parked` waits for someone. `done` and `ignored` are ends.
 */
export const stripeEventStates = [
  "received",
  "processing",
  "failed",
  "parked",
  "done",
  "ignored",
] as const;
export type StripeEventState = (typeof stripeEventStates)[number];

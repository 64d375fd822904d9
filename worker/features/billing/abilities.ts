import { may } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { isStripeConnected } from "#platform/stripe";

/** True when this deployment can take money. */
export function isBillingConnected(ctx: Ctx): boolean {
  return isStripeConnected(ctx);
}

/** Whether the actor may change what concerns money. For pages: verbs check it. */
export function mayManageBilling(ctx: Ctx): boolean {
  return may(ctx, "billing.write");
}

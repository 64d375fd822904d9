import type { Ctx } from "#platform/ctx";
import { isStripeConnected } from "#platform/stripe";

/** True when this deployment can take money. */
export function isBillingConnected(ctx: Ctx): boolean {
  return isStripeConnected(ctx);
}

/** Owners and admins change what concerns money; other members look. For pages: verbs check it. */
export function mayManageBilling(ctx: Ctx): boolean {
  return ctx.workspace !== undefined && ctx.workspace.role !== "member";
}

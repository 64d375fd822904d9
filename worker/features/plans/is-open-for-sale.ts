import type { Ctx } from "#platform/ctx";
import { isStripeConnected } from "#platform/stripe";

/** True when plans and packs can be bought here: payments are connected. */
export function isOpenForSale(ctx: Pick<Ctx, "settings">): boolean {
  return isStripeConnected(ctx);
}

import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { toStripeProblem } from "#platform/stripe-problem";
import { requireBuyer } from "./access.ts";
import { getPromotion } from "./find-promotion.ts";
import { getBilling } from "./get-billing.ts";
import { runIntent } from "./run-intent.ts";
import { ApplyPromotionCode, type BillingView } from "./schema.ts";

/**
 * Puts a promotion code on the running subscription; its discount begins with the next invoice.
 * Owners and admins only. Refuses a code that does not hold here with `invalid-input`, a second
 * discount with `conflict`, and a workspace without a subscription with `not-found`. A repeat changes
 * nothing.
 */
export async function applyPromotionCode(
  ctx: Ctx,
  input: ApplyPromotionCode,
): Promise<BillingView> {
  const workspace = requireBuyer(ctx);
  const { code } = parseInput(ApplyPromotionCode, input);
  const stripe = await stripeOf(ctx);
  try {
    await runIntent(ctx, workspace, async (row) => {
      const promotion = await getPromotion(
        stripe,
        code,
        {
          customerId: row.stripeCustomerId,
          currency: row.currency,
          amountMinor: row.amountMinor,
          isFirst: false,
          nowMs: ctx.clock.now(),
        },
        "/code",
      );
      if (row.discount?.promotionCodeId === promotion.id) return undefined;
      if (row.discount !== null) {
        throw new Problem("conflict", {
          detail: "There is a discount on this subscription already; discounts do not add up.",
          extensions: { reason: "discounted" },
        });
      }
      return { kind: "discount", request: { promotionCodeId: promotion.id } };
    });
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
  return await getBilling(ctx);
}

import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { requireAnswer, toStripeProblem } from "#platform/stripe-problem";
import { requireBuyer } from "./access.ts";
import { findCustomer } from "./find-customer.ts";
import { ensurePortalConfiguration } from "./portal-configuration.ts";
import { OpenPortal } from "./schema.ts";
import { checkoutLocale } from "./checkout-params.ts";

/**
 * The address of Stripe's portal for this workspace, for half an hour: cards, details, invoices. With
 * a flow it opens on that one thing and leads back. Owners and admins only. Refuses a workspace that
 * has bought nothing yet with `not-found`. https://docs.stripe.com/customer-management/portal-deep-links
 */
export async function openPortal(ctx: Ctx, input: OpenPortal = {}): Promise<{ url: string }> {
  const workspace = requireBuyer(ctx);
  const { flow } = parseInput(OpenPortal, input);
  const stripe = await stripeOf(ctx);
  const customer = await findCustomer(ctx, workspace.id);
  if (customer === undefined) {
    throw new Problem("not-found", { detail: "This workspace has bought nothing yet." });
  }
  try {
    const session = await stripe.billingPortal.sessions.create({
      customer: customer.customerId,
      configuration: await ensurePortalConfiguration(stripe),
      return_url: `${ctx.origin}/billing`,
      locale: checkoutLocale(ctx.locale),
      ...(flow === undefined
        ? {}
        : {
            flow_data: {
              type: flow,
              after_completion: {
                type: "redirect" as const,
                redirect: { return_url: `${ctx.origin}/billing` },
              },
            },
          }),
    });
    return { url: requireAnswer(session).url };
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
}

import type { Stripe } from "stripe";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission, requirePerson } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { stripeOf } from "#platform/stripe";
import { isMissingAtStripe, isStripeFailure, toStripeProblem } from "#platform/stripe-problem";
import { asJob, requireBuyer } from "./access.ts";
import { ensureCustomer } from "./ensure-customer.ts";
import { findCustomerRow } from "./find-customer.ts";
import { type BillingDetails, UpdateBillingDetails } from "./schema.ts";
import { syncCustomer } from "./sync-subscription.ts";

type Wanted = ReturnType<typeof UpdateBillingDetails.parse>;

/** What invoices say about this workspace. For every member; from our own copy. */
export async function getBillingDetails(ctx: Ctx): Promise<BillingDetails> {
  requirePerson(ctx);
  const workspace = requirePermission(ctx, "billing.read");
  const row = await findCustomerRow(ctx, workspace.id);
  const known = row?.details;
  return {
    name: known?.name ?? row?.requested.name ?? null,
    email: known?.email ?? row?.requested.email ?? null,
    address: known?.address ?? null,
    taxIds: known?.taxIds ?? [],
    currency: row?.currency ?? null,
  };
}

function customerParams({ name, email, address }: Wanted): Stripe.CustomerUpdateParams {
  return {
    ...(name === undefined ? {} : { name }),
    ...(email === undefined ? {} : { email }),
    ...(address === undefined
      ? {}
      : {
          address: {
            line1: address.line1,
            line2: address.line2 ?? "",
            city: address.city ?? "",
            postal_code: address.postalCode ?? "",
            state: address.state ?? "",
            country: address.country.toUpperCase(),
          },
        }),
  };
}

async function removeTaxIds(
  stripe: Stripe,
  customerId: string,
  taxIds: readonly { id: string }[],
): Promise<void> {
  for (const { id } of taxIds) {
    try {
      await stripe.customers.deleteTaxId(customerId, id);
    } catch (cause) {
      if (!isMissingAtStripe(cause)) throw cause;
    }
  }
}

function wrongTaxId(cause: unknown): Problem | undefined {
  if (!isStripeFailure(cause) || cause.type !== "StripeInvalidRequestError") return undefined;
  const detail = "this is not a number of that kind";
  return new Problem("invalid-input", {
    detail,
    errors: [{ pointer: "/taxId/value", detail }],
    cause,
  });
}

/** The new number is there before the old ones go, so that no invoice is written without one. */
async function setTaxId(
  stripe: Stripe,
  customerId: string,
  taxId: NonNullable<Wanted["taxId"]>,
): Promise<void> {
  const { data } = await stripe.customers.listTaxIds(customerId, { limit: 20 });
  const { type, value } = taxId;
  const same = data.find((one) => one.type === type && one.value === value);
  if (value !== "" && same === undefined) {
    try {
      await stripe.customers.createTaxId(customerId, {
        type: type,
        value,
      });
    } catch (cause) {
      throw wrongTaxId(cause) ?? cause;
    }
  }
  await removeTaxIds(
    stripe,
    customerId,
    data.filter((one) => value === "" || one.id !== same?.id),
  );
}

/**
 * Changes what invoices say about this workspace: from the next invoice on. Owners and admins only.
 * What is absent stays; an empty text or number takes it away. Refuses a tax number that Stripe does
 * not take with `invalid-input`. Safe to repeat.
 */
export async function updateBillingDetails(
  ctx: Ctx,
  input: UpdateBillingDetails,
): Promise<BillingDetails> {
  const workspace = requireBuyer(ctx);
  const wanted = parseInput(UpdateBillingDetails, input);
  const stripe = await stripeOf(ctx);
  const { customerId } = await ensureCustomer(ctx);
  try {
    if (wanted.taxId !== undefined) await setTaxId(stripe, customerId, wanted.taxId);
    await stripe.customers.update(customerId, customerParams(wanted));
    await syncCustomer(asJob(ctx), customerId);
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
  await runBatch(ctx.db, [
    auditRow(ctx, "billing.details-changed", workspace.id, { fields: Object.keys(wanted) }),
  ]);
  return await getBillingDetails(ctx);
}

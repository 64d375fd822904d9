import type { Stripe } from "stripe";
import { z } from "zod";
import { invalid } from "./failure.ts";
import { TAX_PERCENT } from "./invoice-build.ts";
import { percentOf, sum } from "./money.ts";
import { list, needed, oneOf, shape, text, whole } from "./params.ts";
import { route, type Call, type Route } from "./route.ts";
import type { StoredCalculation } from "./tables.ts";

const LIFE_SECONDS = 90 * 86_400;

const item = shape<Stripe.Tax.CalculationCreateParams.LineItem>()({
  amount: z.string().regex(/^\d+$/, { error: "parameter_invalid_integer" }).transform(Number),
  quantity: whole,
  reference: text,
  tax_behavior: oneOf("exclusive"),
});
const createParams = shape<Stripe.Tax.CalculationCreateParams>()({
  currency: needed,
  customer: needed,
  line_items: list(item),
});

/** The tax that would be asked of a customer where they are, for prices without it. */
function create(call: Call): StoredCalculation {
  const { account } = call;
  const sent = call.read(createParams);
  const customer = account.get("customer", sent.customer, "customer");
  const country = customer.address?.country ?? "";
  if (customer.address === null || customer.address === undefined || country === "") {
    throw invalid(
      "We could not determine the customer's tax location based on the provided customer address.",
      { param: "customer", code: "customer_tax_location_invalid" },
    );
  }
  const amounts = (sent.line_items ?? []).map(({ amount }) => amount);
  const tax = sum(amounts.map((amount) => percentOf(amount, TAX_PERCENT)));
  const now = account.now(customer.id);
  return account.create<StoredCalculation>({
    id: account.newId("taxcalc"),
    object: "tax.calculation",
    amount_total: sum(amounts) + tax,
    currency: sent.currency,
    customer: customer.id,
    customer_details: {
      address: customer.address,
      address_source: "billing",
      ip_address: null,
      tax_ids: [],
      taxability_override: "none",
    },
    expires_at: now + LIFE_SECONDS,
    livemode: false,
    ship_from_details: null,
    shipping_cost: null,
    tax_amount_exclusive: tax,
    tax_amount_inclusive: 0,
    tax_breakdown: [
      {
        amount: tax,
        inclusive: false,
        tax_rate_details: {
          country,
          flat_amount: null,
          percentage_decimal: TAX_PERCENT.toFixed(1),
          rate_type: "percentage",
          state: null,
          tax_type: "vat",
        },
        taxability_reason: "standard_rated",
        taxable_amount: sum(amounts),
      },
    ],
    tax_date: now,
  });
}

export const taxCalculationRoutes: Route[] = [route("POST", "/v1/tax/calculations", create)];

import type { Account } from "./account.ts";
import type { CheckoutSent } from "./checkout-params.ts";
import { invalid, missingParameter } from "./failure.ts";

/** The rules between parameters. */
export function requireMeaning(account: Account, sent: CheckoutSent): void {
  const items = sent.line_items ?? [];
  if (sent.success_url === undefined) throw missingParameter("success_url");
  if (sent.mode === "setup" && items.length > 0) {
    throw invalid("`line_items` can not be used in `setup` mode.", { param: "line_items" });
  }
  if (sent.mode !== "setup" && items.length === 0) throw missingParameter("line_items");
  if (sent.mode === "setup" && sent.currency === undefined) throw missingParameter("currency");
  if (sent.allow_promotion_codes !== undefined && sent.discounts !== undefined) {
    throw invalid(
      "You may only specify one of these parameters: allow_promotion_codes, discounts.",
      {
        param: "allow_promotion_codes",
      },
    );
  }
  if (sent.customer !== undefined && sent.customer_email !== undefined) {
    throw invalid("You may only specify one of these parameters: customer, customer_email.", {
      param: "customer",
    });
  }
  if (sent.subscription_data !== undefined && sent.mode !== "subscription") {
    throw invalid("You can not pass `subscription_data` in `" + sent.mode + "` mode.", {
      param: "subscription_data",
    });
  }
  if (sent.payment_intent_data !== undefined && sent.mode !== "payment") {
    throw invalid("You can not pass `payment_intent_data` in `" + sent.mode + "` mode.", {
      param: "payment_intent_data",
    });
  }
  if (sent.invoice_creation !== undefined && sent.mode !== "payment") {
    throw invalid("You can only enable invoice creation when `mode` is set to `payment`.", {
      param: "invoice_creation",
    });
  }
  if (sent.customer_update !== undefined && sent.customer === undefined) {
    throw invalid("`customer_update` can only be used with `customer`.", {
      param: "customer_update",
    });
  }
  const taxIds = sent.tax_id_collection?.enabled === true && sent.customer !== undefined;
  if (taxIds && sent.customer_update?.name !== "auto") {
    throw invalid(
      "Tax ID collection requires updating business name on the customer. To enable tax ID collection " +
        "for an existing customer, please set `customer_update[name]` to `auto`.",
      { param: "customer_update[name]" },
    );
  }
  requireAddress(account, sent);
  for (const [index, item] of items.entries())
    requireFittingPrice(account, sent, item.price, index);
}

/** Tax needs to know where the customer is. */
function requireAddress(account: Account, sent: CheckoutSent): void {
  if (sent.automatic_tax?.enabled !== true || sent.customer === undefined) return;
  const customer = account.get("customer", sent.customer, "customer");
  const hasCountry = (customer.address?.country ?? "") !== "";
  if (hasCountry || sent.customer_update?.address === "auto") return;
  throw invalid(
    "Automatic tax calculation in Checkout requires a valid address on the Customer. Add a valid " +
      "address to the Customer or set either `customer_update[address]` to 'auto' or " +
      "`customer_update[shipping]` to 'auto' to save the address entered in Checkout to the Customer.",
    { code: "customer_tax_location_invalid" },
  );
}

function requireFittingPrice(
  account: Account,
  sent: CheckoutSent,
  id: string,
  index: number,
): void {
  const param = `line_items[${index}][price]`;
  const price = account.get("price", id, param);
  if (!price.active) {
    throw invalid(`The price specified is inactive. This field only accepts active prices.`, {
      param,
    });
  }
  if (sent.mode === "payment" && price.recurring !== null) {
    throw invalid(
      "You specified `payment` mode but passed a recurring price. Either switch to `subscription` mode " +
        "or use only one-time prices.",
      { param },
    );
  }
  if (sent.mode === "subscription" && price.recurring === null) {
    throw invalid("One-time prices beside a subscription are not carried by this stand-in.", {
      param,
    });
  }
}

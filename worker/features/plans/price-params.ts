import type { Stripe } from "stripe";
import { currencies, type Interval, type PlanVersion, type PriceItem, priceOf } from "./schema.ts";

/** One sellable part of a version. */
export interface PricePart {
  version: PlanVersion;
  interval: Interval;
  item: PriceItem;
}

const DEFAULT_CURRENCY = "usd";

const pricesOf = ({ version, item }: PricePart) =>
  item === "plan" ? version.prices : version.seatPrices;

/** The amount in the currency's minor unit; undefined where the part costs nothing or is not sold. */
export function amountOf(part: PricePart, currency: (typeof currencies)[number]) {
  const amountMinor = priceOf(pricesOf(part), part.interval, currency);
  return amountMinor === 0 ? undefined : amountMinor;
}

/** What finds the price in Stripe, whatever its id is. */
export function lookupKeyOf({ version, interval, item }: PricePart): string {
  return `selvedge_${version.id}_${interval}_${item}`;
}

/** The product's id in Stripe is ours, so that any number of tries make one. */
export function productIdOf({ version, item }: PricePart): string {
  return item === "plan" ? `selvedge_${version.id}` : `selvedge_${version.id}_seat`;
}

/** https://docs.stripe.com/api/products/create */
export function productParams(part: PricePart): Stripe.ProductCreateParams {
  const { version, item } = part;
  return {
    id: productIdOf(part),
    name: item === "plan" ? version.name : `${version.name}: seat`,
    metadata: metadataOf(part),
    ...(item === "seat" ? { unit_label: "seat" } : {}),
  };
}

function metadataOf({ version, item }: PricePart): Record<string, string> {
  return { selvedge_plan_version: version.id, selvedge_plan: version.plan, selvedge_item: item };
}

/**
 * One price in all currencies, tax on top. Undefined where the part is not sold.
 * https://docs.stripe.com/payments/currencies/localize-prices/manual-currency-prices
 */
export function priceParams(part: PricePart): Stripe.PriceCreateParams | undefined {
  const unitAmount = amountOf(part, DEFAULT_CURRENCY);
  if (unitAmount === undefined) return undefined;
  const options: Record<string, Stripe.PriceCreateParams.CurrencyOptions> = {};
  for (const currency of currencies) {
    const amountMinor = amountOf(part, currency);
    if (currency === DEFAULT_CURRENCY || amountMinor === undefined) continue;
    options[currency] = { unit_amount: amountMinor, tax_behavior: "exclusive" };
  }
  return {
    product: productIdOf(part),
    currency: DEFAULT_CURRENCY,
    unit_amount: unitAmount,
    tax_behavior: "exclusive",
    recurring: { interval: part.interval },
    currency_options: options,
    lookup_key: lookupKeyOf(part),
    transfer_lookup_key: true,
    metadata: { ...metadataOf(part), selvedge_interval: part.interval },
  };
}

/** True for a price that can be sold as this part: not archived, the same amounts, no others. */
export function isPriceOf(price: Stripe.Price, part: PricePart): boolean {
  if (!price.active || price.recurring?.interval !== part.interval) return false;
  if (price.currency !== DEFAULT_CURRENCY) return false;
  if (price.unit_amount !== amountOf(part, DEFAULT_CURRENCY)) return false;
  return currencies
    .filter((currency) => currency !== DEFAULT_CURRENCY)
    .every(
      (currency) => price.currency_options?.[currency]?.unit_amount === amountOf(part, currency),
    );
}

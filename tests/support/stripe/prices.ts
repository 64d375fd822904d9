import { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { invalid, missingParameter } from "./failure.ts";
import { given, withMetadata } from "./fields.ts";
import {
  clearable,
  createdRange,
  flag,
  list,
  mapOf,
  metadata,
  needed,
  oneOf,
  paging,
  shape,
  text,
  whole,
} from "./params.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";

const taxBehavior = oneOf("exclusive", "inclusive", "unspecified");

const currencyOption = shape<Stripe.PriceCreateParams.CurrencyOptions>()({
  tax_behavior: taxBehavior,
  unit_amount: whole,
});

const productFields = {
  active: flag,
  description: clearable(z.string()),
  images: list(z.string()),
  marketing_features: list(z.strictObject({ name: z.string() })),
  metadata,
  statement_descriptor: text,
  tax_code: text,
  unit_label: text,
  url: text,
};

const productCreate = shape<Stripe.ProductCreateParams>()({
  ...productFields,
  id: text,
  name: needed,
});
const productUpdate = shape<Stripe.ProductUpdateParams>()({
  ...productFields,
  name: text,
  default_price: text,
});
const productList = shape<Stripe.ProductListParams>()({
  ...paging,
  active: flag,
  created: createdRange,
  ids: list(z.string()),
});

const recurring = shape<Stripe.PriceCreateParams.Recurring>()({
  interval: z.enum(["day", "week", "month", "year"]),
  interval_count: whole,
  usage_type: oneOf("licensed"),
});

const priceCreate = shape<Stripe.PriceCreateParams>()({
  active: flag,
  billing_scheme: oneOf("per_unit"),
  currency: needed,
  currency_options: mapOf(currencyOption),
  lookup_key: text,
  metadata,
  nickname: text,
  product: text,
  product_data: shape<Stripe.PriceCreateParams.ProductData>()({
    metadata,
    name: z.string(),
    tax_code: text,
    unit_label: text,
  }).optional(),
  recurring: recurring.optional(),
  tax_behavior: taxBehavior,
  transfer_lookup_key: flag,
  unit_amount: whole,
});
/** A price that is made in passing, as `price_data`. */
export const priceData = shape<Stripe.Checkout.SessionCreateParams.LineItem.PriceData>()({
  currency: needed,
  product: text,
  product_data: z
    .strictObject({ description: text, metadata, name: z.string(), tax_code: text })
    .optional(),
  recurring: recurring.optional(),
  tax_behavior: taxBehavior,
  unit_amount: whole,
});
const priceUpdate = shape<Stripe.PriceUpdateParams>()({
  active: flag,
  currency_options: mapOf(currencyOption),
  lookup_key: text,
  metadata,
  nickname: clearable(z.string()),
  tax_behavior: taxBehavior,
  transfer_lookup_key: flag,
});
const priceList = shape<Stripe.PriceListParams>()({
  ...paging,
  active: flag,
  created: createdRange,
  currency: text,
  lookup_keys: list(z.string()),
  product: text,
  type: oneOf("one_time", "recurring"),
});

function newProduct(
  account: Account,
  sent: Partial<Stripe.Product> & { name: string },
): Stripe.Product {
  const id = sent.id ?? account.newId("prod");
  if (account.find("product", id) !== undefined) {
    throw invalid("Product already exists.", { param: "id", code: "resource_already_exists" });
  }
  const now = account.now();
  return account.create<Stripe.Product>(
    {
      object: "product",
      active: true,
      created: now,
      default_price: null,
      description: null,
      images: [],
      livemode: false,
      marketing_features: [],
      metadata: {},
      package_dimensions: null,
      shippable: null,
      statement_descriptor: null,
      tax_code: null,
      tax_details: null,
      type: "service",
      unit_label: null,
      updated: now,
      url: null,
      ...sent,
      id,
    },
    "product.created",
  );
}

type OptionSent = z.infer<typeof currencyOption>;

function optionOf(sent: OptionSent): Stripe.Price.CurrencyOptions {
  return {
    custom_unit_amount: null,
    tax_behavior: sent.tax_behavior ?? "unspecified",
    unit_amount: sent.unit_amount ?? null,
    unit_amount_decimal:
      sent.unit_amount === undefined ? null : Stripe.Decimal.from(sent.unit_amount),
  };
}

/** A lookup key names one price; it moves only when that is asked for. */
function takeLookupKey(account: Account, key: string, isTransfer: boolean, own?: string): void {
  const holder = account.all("price").find((one) => one.lookup_key === key && one.id !== own);
  if (holder === undefined) return;
  if (!isTransfer) {
    const message =
      `A price (\`${holder.id}\`) already uses that lookup key. You must transfer the lookup key ` +
      "from that price if you want to use it for this price.";
    throw invalid(message, { param: "lookup_key" });
  }
  account.update(holder, { lookup_key: null }, "price.updated");
}

/** What an inline `price_data` or a call makes. */
export function createPrice(account: Account, sent: z.infer<typeof priceCreate>): Stripe.Price {
  const { product_data: inline, currency_options: options, transfer_lookup_key: isTransfer } = sent;
  if (sent.product === undefined && inline === undefined) throw missingParameter("product");
  if (sent.unit_amount === undefined) throw missingParameter("unit_amount");
  if (!/^[a-z]{3}$/.test(sent.currency)) {
    throw invalid(`Invalid currency: ${sent.currency}`, { param: "currency" });
  }
  if (sent.unit_amount < 0) {
    throw invalid("Invalid non-negative integer", {
      param: "unit_amount",
      code: "parameter_invalid_integer",
    });
  }
  if (sent.lookup_key !== undefined) {
    takeLookupKey(account, sent.lookup_key, isTransfer ?? false);
  }
  const product =
    sent.product === undefined
      ? newProduct(account, productFrom(inline))
      : account.get("product", sent.product, "product");
  const base = optionOf(sent);
  return account.create<Stripe.Price>(
    {
      id: account.newId("price"),
      object: "price",
      active: sent.active ?? true,
      billing_scheme: "per_unit",
      created: account.now(),
      currency: sent.currency,
      currency_options: {
        [sent.currency]: base,
        ...Object.fromEntries(
          Object.entries(options ?? {}).map(([currency, one]) => [currency, optionOf(one)]),
        ),
      },
      custom_unit_amount: null,
      livemode: false,
      lookup_key: sent.lookup_key ?? null,
      metadata: withMetadata({}, sent.metadata),
      nickname: sent.nickname ?? null,
      product: product.id,
      recurring:
        sent.recurring === undefined
          ? null
          : {
              interval: sent.recurring.interval,
              interval_count: sent.recurring.interval_count ?? 1,
              meter: null,
              trial_period_days: null,
              usage_type: "licensed",
            },
      tax_behavior: base.tax_behavior,
      tiers_mode: null,
      transform_quantity: null,
      type: sent.recurring === undefined ? "one_time" : "recurring",
      unit_amount: base.unit_amount,
      unit_amount_decimal: base.unit_amount_decimal,
    },
    "price.created",
  );
}

function productFrom(inline: z.infer<typeof priceCreate>["product_data"]) {
  const { metadata: meta, name = "", ...plain } = inline ?? {};
  return { ...given(plain), name, metadata: withMetadata({}, meta) };
}

/** What one unit costs in the currency; refuses a currency that the price has not. */
export function unitAmount(price: Stripe.Price, currency: string): number {
  const option = price.currency_options?.[currency];
  if (option?.unit_amount === null || option?.unit_amount === undefined) {
    throw invalid(
      `The price specified only supports \`${price.currency}\`. This doesn't match the expected ` +
        `currency: \`${currency}\`.`,
      { param: "currency" },
    );
  }
  return option.unit_amount;
}

function updatePrice(call: Call): Stripe.Price {
  const { account } = call;
  const price = account.get("price", call.id);
  const sent = call.read(priceUpdate);
  const { metadata: meta, currency_options: options, transfer_lookup_key: isTransfer } = sent;
  if (sent.lookup_key !== undefined) {
    takeLookupKey(account, sent.lookup_key, isTransfer ?? false, price.id);
  }
  const more = Object.entries(options ?? {}).map(([currency, one]) => [currency, optionOf(one)]);
  return account.update<Stripe.Price>(
    price,
    {
      ...(sent.active === undefined ? {} : { active: sent.active }),
      ...(sent.lookup_key === undefined ? {} : { lookup_key: sent.lookup_key }),
      ...(sent.nickname === undefined ? {} : { nickname: sent.nickname }),
      metadata: withMetadata(price.metadata, meta),
      currency_options: { ...price.currency_options, ...Object.fromEntries(more) },
    },
    "price.updated",
  );
}

function updateProduct(call: Call): Stripe.Product {
  const product = call.account.get("product", call.id);
  const { metadata: meta, ...sent } = call.read(productUpdate);
  const changes = { ...given(sent), metadata: withMetadata(product.metadata, meta) };
  return call.account.update(
    product,
    { ...changes, updated: call.account.now() },
    "product.updated",
  );
}

export const priceRoutes: Route[] = [
  route("POST", "/v1/products", (call) => {
    const { metadata: meta, ...sent } = call.read(productCreate);
    return newProduct(call.account, {
      ...given(sent),
      name: sent.name,
      metadata: withMetadata({}, meta),
    });
  }),
  route("GET", "/v1/products", (call) => {
    const { active, created, ids, ...page } = call.read(productList);
    const found = call.account
      .all("product")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (active === undefined || one.active === active) &&
          (ids === undefined || ids.includes(one.id)),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/products/:id", ({ account, id }) => account.get("product", id)),
  route("POST", "/v1/products/:id", updateProduct),
  route("DELETE", "/v1/products/:id", ({ account, id }) => {
    const product = account.get("product", id);
    if (account.all("price").some((price) => idOf(price.product) === id)) {
      throw invalid("This product cannot be deleted because it has one or more prices.");
    }
    return account.remove(product, "product.deleted");
  }),
  route("POST", "/v1/prices", (call) => createPrice(call.account, call.read(priceCreate))),
  route("GET", "/v1/prices", (call) => {
    const sent = call.read(priceList);
    const { active, created, currency, lookup_keys: keys, product, type, ...page } = sent;
    const found = call.account
      .all("price")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (active === undefined || one.active === active) &&
          (currency === undefined || one.currency === currency) &&
          (keys === undefined || keys.includes(one.lookup_key ?? "")) &&
          (product === undefined || idOf(one.product) === product) &&
          (type === undefined || one.type === type),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/prices/:id", ({ account, id }) => account.get("price", id)),
  route("POST", "/v1/prices/:id", updatePrice),
];

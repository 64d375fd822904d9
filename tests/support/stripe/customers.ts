import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { invalid, notThere } from "./failure.ts";
import { addressOf, given, withMetadata } from "./fields.ts";
import {
  address,
  clearable,
  createdRange,
  list,
  metadata,
  needed,
  oneOf,
  paging,
  shape,
  text,
  whole,
} from "./params.ts";
import { isWithin, pageOf, route, type Call, type Route } from "./route.ts";
import { attachPaymentMethod, detachPaymentMethod } from "./payment-methods.ts";
import { endSubscription } from "./subscription-end.ts";

const fields = {
  address: clearable(address),
  balance: whole,
  business_name: clearable(z.string()),
  description: clearable(z.string()),
  email: clearable(z.string()),
  individual_name: clearable(z.string()),
  invoice_prefix: text,
  metadata,
  name: clearable(z.string()),
  next_invoice_sequence: whole,
  phone: clearable(z.string()),
  preferred_locales: list(z.string()),
  tax_exempt: clearable(z.enum(["exempt", "none", "reverse"])),
  invoice_settings: shape<Stripe.CustomerCreateParams.InvoiceSettings>()({
    default_payment_method: clearable(z.string()),
    footer: clearable(z.string()),
  }).optional(),
  tax: shape<Stripe.CustomerCreateParams.Tax>()({
    ip_address: clearable(z.string()),
    validate_location: oneOf("deferred", "immediately"),
  }).optional(),
};

const createParams = shape<Stripe.CustomerCreateParams>()({
  ...fields,
  payment_method: text,
  tax_id_data: list(z.strictObject({ type: z.string(), value: z.string() })),
  test_clock: text,
});
const updateParams = shape<Stripe.CustomerUpdateParams>()(fields);
const listParams = shape<Stripe.CustomerListParams>()({
  ...paging,
  created: createdRange,
  email: text,
  test_clock: text,
});
const taxIdParams = shape<Stripe.CustomerCreateTaxIdParams>()({
  type: needed,
  value: needed,
});

/** A customer without anything, which `changes` then fill. */
export function newCustomer(account: Account, changes: Partial<Stripe.Customer>): Stripe.Customer {
  const id = account.newId("cus");
  return {
    id,
    object: "customer",
    address: null,
    balance: 0,
    created: account.now(),
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_prefix: id.slice(-8).toUpperCase(),
    invoice_settings: {
      custom_fields: null,
      default_payment_method: null,
      footer: null,
      rendering_options: null,
    },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: "none",
    test_clock: null,
    ...changes,
  };
}

type Sent = z.infer<typeof updateParams>;

function changesOf(account: Account, customer: Stripe.Customer, sent: Sent) {
  const { metadata: meta, address: place, invoice_settings: settings, tax: _tax, ...plain } = sent;
  const method = settings?.default_payment_method;
  if (typeof method === "string") requireOwnMethod(account, method, customer.id);
  const { business_name, individual_name, invoice_prefix, tax_exempt, ...rest } = plain;
  return {
    ...given(rest),
    ...(typeof business_name === "string" ? { business_name } : {}),
    ...(typeof individual_name === "string" ? { individual_name } : {}),
    ...(invoice_prefix === undefined ? {} : { invoice_prefix }),
    ...(tax_exempt === undefined ? {} : { tax_exempt: tax_exempt ?? "none" }),
    ...(place === undefined ? {} : { address: addressOf(place) }),
    ...(meta === undefined ? {} : { metadata: withMetadata(customer.metadata, meta) }),
    ...(settings === undefined
      ? {}
      : { invoice_settings: { ...customer.invoice_settings, ...given(settings) } }),
  } satisfies Partial<Stripe.Customer>;
}

/** A default card must already belong to the customer. */
function requireOwnMethod(account: Account, id: string, customer: string): void {
  const param = "invoice_settings[default_payment_method]";
  const method = account.get("payment_method", id, param);
  if (idOf(method.customer) !== customer) {
    throw invalid(
      `The customer does not have a payment method with the ID ${id}. ` +
        "The payment method must be attached to the customer.",
      { param, code: "resource_missing" },
    );
  }
}

function create(call: Call): Stripe.Customer {
  const {
    payment_method: method,
    tax_id_data: taxIds,
    test_clock: clock,
    ...sent
  } = call.read(createParams);
  const { account } = call;
  if (clock !== undefined) account.get("test_helpers.test_clock", clock, "test_clock");
  const customer = account.create(newCustomer(account, { test_clock: clock ?? null }));
  let attached: Stripe.PaymentMethod | undefined;
  account.isSilent = true;
  try {
    if (method !== undefined) attached = attachPaymentMethod(account, method, customer.id);
    const settings = sent.invoice_settings;
    if (
      attached !== undefined &&
      settings !== undefined &&
      settings.default_payment_method === method
    ) {
      settings.default_payment_method = attached.id;
    }
    Object.assign(customer, changesOf(account, customer, sent), {
      created: account.now(customer.id),
    });
  } catch (cause) {
    account.table("customer").delete(customer.id);
    throw cause;
  } finally {
    account.isSilent = false;
  }
  account.emit("customer.created", customer);
  if (attached !== undefined) account.emit("payment_method.attached", attached);
  for (const { type, value } of taxIds ?? []) createTaxId(account, customer.id, type, value);
  return customer;
}

export function createTaxId(
  account: Account,
  customer: string,
  type: string,
  value: string,
): Stripe.TaxId {
  const country = /^[A-Z]{2}/.exec(value)?.[0] ?? null;
  return account.create<Stripe.TaxId>(
    {
      id: account.newId("txi"),
      object: "tax_id",
      country,
      created: account.now(customer),
      customer,
      customer_account: null,
      livemode: false,
      owner: { type: "customer", customer, customer_account: null },
      type,
      value,
      verification: { status: "pending", verified_address: null, verified_name: null },
    },
    "customer.tax_id.created",
  );
}

function ownTaxId({ account, id, subId }: Call): Stripe.TaxId {
  account.get("customer", id);
  const taxId = account.get("tax_id", subId);
  if (idOf(taxId.customer) !== id) throw notThere("tax_id", subId);
  return taxId;
}

function retrieve({ account, id }: Call): object {
  return account.findDeleted(id) ?? account.get("customer", id);
}

export const customerRoutes: Route[] = [
  route("POST", "/v1/customers", create),
  route("GET", "/v1/customers", (call) => {
    const { created, email, test_clock: clock, ...page } = call.read(listParams);
    const found = call.account
      .all("customer")
      .filter(
        (one) =>
          isWithin(one.created, created) &&
          (email === undefined || one.email === email) &&
          (clock === undefined || one.test_clock === clock),
      );
    return pageOf(call, found, page);
  }),
  route("GET", "/v1/customers/:id", retrieve),
  route("POST", "/v1/customers/:id", (call) => {
    const customer = call.account.get("customer", call.id);
    const changes = changesOf(call.account, customer, call.read(updateParams));
    return call.account.update(customer, changes, "customer.updated");
  }),
  route("DELETE", "/v1/customers/:id", ({ account, id }) => deleteCustomer(account, id)),
  route("POST", "/v1/customers/:id/tax_ids", (call) => {
    const { type, value } = call.read(taxIdParams);
    return createTaxId(call.account, call.account.get("customer", call.id).id, type, value);
  }),
  route("GET", "/v1/customers/:id/tax_ids", (call) => {
    const page = call.read(shape<Stripe.CustomerListTaxIdsParams>()(paging));
    const own = call.account.all("tax_id").filter(({ customer }) => idOf(customer) === call.id);
    return pageOf(call, own, page);
  }),
  route("GET", "/v1/customers/:id/tax_ids/:subId", ownTaxId),
  route("DELETE", "/v1/customers/:id/tax_ids/:subId", (call) =>
    call.account.remove(ownTaxId(call), "customer.tax_id.deleted"),
  ),
];

/** Deleting a customer ends its subscriptions at once and takes its cards away. */
export function deleteCustomer(account: Account, id: string): object {
  const gone = account.findDeleted(id);
  if (gone !== undefined) return gone;
  const customer = account.get("customer", id);
  for (const subscription of account.all("subscription")) {
    if (idOf(subscription.customer) === id && subscription.ended_at === null) {
      endSubscription(account, subscription, { reason: "cancellation_requested" });
    }
  }
  for (const method of account.all("payment_method")) {
    if (idOf(method.customer) === id) detachPaymentMethod(account, method);
  }
  return account.remove(customer, "customer.deleted");
}

import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { behaviourOf, cardError, declineOf, newCard, takeCard, testCards } from "./cards.ts";
import { invalid } from "./failure.ts";
import { addressOf, withMetadata } from "./fields.ts";
import { address, clearable, metadata, oneOf, paging, shape, text, whole } from "./params.ts";
import { pageOf, route, type Call, type Route } from "./route.ts";

const billingDetails = shape<Stripe.PaymentMethodCreateParams.BillingDetails>()({
  address: clearable(address),
  email: clearable(z.string()),
  name: clearable(z.string()),
  phone: clearable(z.string()),
}).optional();

const redisplay = oneOf("always", "limited", "unspecified");

const createParams = shape<Stripe.PaymentMethodCreateParams>()({
  allow_redisplay: redisplay,
  billing_details: billingDetails,
  card: z.strictObject({ token: z.string() }).optional(),
  metadata,
  type: z.enum(["card"]),
});
const updateParams = shape<Stripe.PaymentMethodUpdateParams>()({
  allow_redisplay: redisplay,
  billing_details: billingDetails,
  card: shape<Stripe.PaymentMethodUpdateParams.Card>()({
    exp_month: whole,
    exp_year: whole,
  }).optional(),
  metadata,
});
const listParams = shape<Stripe.PaymentMethodListParams>()({
  ...paging,
  allow_redisplay: redisplay,
  customer: text,
  type: text,
});
const ofCustomerParams = shape<Stripe.CustomerListPaymentMethodsParams>()({
  ...paging,
  allow_redisplay: redisplay,
  type: text,
});
const attachParams = shape<Stripe.PaymentMethodAttachParams>()({ customer: z.string() });

/** Gives the card to the customer. A card that is refused at once is not attached. */
export function attachPaymentMethod(
  account: Account,
  id: string,
  customerId: string,
  param = "payment_method",
): Stripe.PaymentMethod {
  const customer = account.get("customer", customerId, "customer");
  const kind = testCards[id];
  const method = takeCard(account, id, param);
  const decline = declineOf(behaviourOf(account, method.id));
  if (kind?.refusedAtOnce === true && decline !== undefined) {
    throw cardError(decline, { param: "" });
  }
  const owner = idOf(method.customer);
  if (owner === customer.id) return method;
  if (owner !== null) {
    throw invalid("The payment method you provided has already been attached to a customer.", {
      code: "payment_method_unexpected_state",
    });
  }
  if (account.hidden.get(`detached ${method.id}`) === true) {
    throw invalid(
      "This PaymentMethod was previously used without being attached to a Customer or was detached " +
        "from a Customer, and may not be used again.",
    );
  }
  return account.update<Stripe.PaymentMethod>(
    method,
    { customer: customer.id },
    "payment_method.attached",
  );
}

/** Takes the card from its customer, also where it was a default. It cannot be used again. */
export function detachPaymentMethod(
  account: Account,
  method: Stripe.PaymentMethod,
): Stripe.PaymentMethod {
  const owner = idOf(method.customer);
  if (owner === null) {
    throw invalid(
      "The payment method you provided is not attached to a customer so detachment is impossible.",
      { code: "payment_method_unexpected_state" },
    );
  }
  account.hidden.set(`detached ${method.id}`, true);
  account.update<Stripe.PaymentMethod>(method, { customer: null }, "payment_method.detached");
  const customer = account.find("customer", owner);
  if (
    customer !== undefined &&
    idOf(customer.invoice_settings.default_payment_method) === method.id
  ) {
    const settings = { ...customer.invoice_settings, default_payment_method: null };
    account.update<Stripe.Customer>(customer, { invoice_settings: settings }, "customer.updated");
  }
  for (const subscription of account.all("subscription")) {
    if (idOf(subscription.default_payment_method) !== method.id) continue;
    account.update<Stripe.Subscription>(
      subscription,
      { default_payment_method: null },
      "customer.subscription.updated",
    );
  }
  return method;
}

export function methodsOf(account: Account, customer: string): Stripe.PaymentMethod[] {
  return account.all("payment_method").filter((method) => idOf(method.customer) === customer);
}

function detailsOf(sent: z.infer<typeof billingDetails>, was: Stripe.PaymentMethod.BillingDetails) {
  if (sent === undefined) return was;
  return {
    ...was,
    ...(sent.address === undefined ? {} : { address: addressOf(sent.address) }),
    ...(sent.email === undefined ? {} : { email: sent.email }),
    ...(sent.name === undefined ? {} : { name: sent.name }),
    ...(sent.phone === undefined ? {} : { phone: sent.phone }),
  };
}

function create(call: Call): Stripe.PaymentMethod {
  const sent = call.read(createParams);
  const token = sent.card?.token.replace(/^tok_/, "pm_card_") ?? "";
  const kind = testCards[token];
  if (kind === undefined) {
    throw invalid("Only a test token can be made into a card here", { param: "card[token]" });
  }
  const method = newCard(call.account, kind, {
    ...(sent.allow_redisplay === undefined ? {} : { allow_redisplay: sent.allow_redisplay }),
    metadata: withMetadata({}, sent.metadata),
  });
  method.billing_details = detailsOf(sent.billing_details, method.billing_details);
  return method;
}

function update(call: Call): Stripe.PaymentMethod {
  const { account } = call;
  const method = account.get("payment_method", call.id);
  const sent = call.read(updateParams);
  const { card } = method;
  return account.update<Stripe.PaymentMethod>(
    method,
    {
      ...(sent.allow_redisplay === undefined ? {} : { allow_redisplay: sent.allow_redisplay }),
      ...(card === undefined || sent.card === undefined
        ? {}
        : {
            card: {
              ...card,
              exp_month: sent.card.exp_month ?? card.exp_month,
              exp_year: sent.card.exp_year ?? card.exp_year,
            },
          }),
      billing_details: detailsOf(sent.billing_details, method.billing_details),
      metadata: withMetadata(method.metadata, sent.metadata),
    },
    "payment_method.updated",
  );
}

function listed(call: Call, customer: string | undefined, sent: z.infer<typeof listParams>) {
  const { customer: _customer, type, allow_redisplay: redisplay, ...page } = sent;
  if (customer === undefined) return pageOf<Stripe.PaymentMethod>(call, [], page);
  call.account.get("customer", customer, "customer");
  const own = methodsOf(call.account, customer).filter(
    (one) =>
      (type === undefined || one.type === type) &&
      (redisplay === undefined || one.allow_redisplay === redisplay),
  );
  return pageOf(call, own, page);
}

export const paymentMethodRoutes: Route[] = [
  route("POST", "/v1/payment_methods", create),
  route("GET", "/v1/payment_methods", (call) => {
    const sent = call.read(listParams);
    return listed(call, sent.customer, sent);
  }),
  route("GET", "/v1/payment_methods/:id", ({ account, id }) => takeCard(account, id, "id")),
  route("POST", "/v1/payment_methods/:id", update),
  route("POST", "/v1/payment_methods/:id/attach", (call) =>
    attachPaymentMethod(call.account, call.id, call.read(attachParams).customer, "id"),
  ),
  route("POST", "/v1/payment_methods/:id/detach", ({ account, id }) =>
    detachPaymentMethod(account, account.get("payment_method", id)),
  ),
  route("GET", "/v1/customers/:id/payment_methods", (call) =>
    listed(call, call.id, call.read(ofCustomerParams)),
  ),
];

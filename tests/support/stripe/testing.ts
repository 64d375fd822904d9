import { Stripe } from "stripe";
import { idOf } from "./account.ts";
import { FakeStripe } from "./fake-stripe.ts";
import { fakeControl } from "./bench.ts";

/** Noon of the 1st of January 2027, in seconds. */
export const START_S = Date.UTC(2027, 0, 1, 12) / 1_000;
export const DAY_S = 86_400;

/** The stand-in in this process with the real client on it; time stands still at `START_S`. */
export async function openBench(key = "sk_test_bench") {
  const fake = new FakeStripe({ baseUrl: "http://stripe.test", now: () => START_S * 1_000 });
  const call = (input: RequestInfo | URL, init?: RequestInit) =>
    fake.handle(new Request(input, init));
  const stripe = new Stripe(key, {
    httpClient: Stripe.createFetchHttpClient(call),
    host: "stripe.test",
    port: 80,
    protocol: "http",
    maxNetworkRetries: 0,
    telemetry: false,
  });
  const control = fakeControl(key, "http://stripe.test", call);
  await control.setClock(START_S * 1_000);
  return { fake, stripe, control, call };
}

export type Bench = Awaited<ReturnType<typeof openBench>>;

/** A monthly price in three currencies. */
export async function makePrice(
  { stripe }: Bench,
  name: string,
  amount: number,
  interval: "month" | "year" = "month",
) {
  return await stripe.prices.create({
    currency: "usd",
    unit_amount: amount,
    currency_options: { eur: { unit_amount: amount }, gbp: { unit_amount: amount - 100 } },
    recurring: { interval },
    product_data: { name },
    lookup_key: `${name}-${interval}`,
  });
}

/** A customer with a card that works, which is their default. */
export async function makeCustomer({ stripe }: Bench, card = "pm_card_visa") {
  const customer = await stripe.customers.create({ email: "ada@example.com" });
  const method = await stripe.paymentMethods.attach(card, { customer: customer.id });
  await stripe.customers.update(customer.id, {
    invoice_settings: { default_payment_method: method.id },
  });
  return customer;
}

export async function subscribe(
  bench: Bench,
  price: string,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
) {
  const customer = await makeCustomer(bench);
  const subscription = await bench.stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price }],
    ...more,
  });
  return { customer, subscription };
}

/** The id in a field that is there and may be expanded. */
export function idIn(value: string | { id: string } | null | undefined): string {
  const id = idOf(value);
  if (id === null) throw new Error("There is no id here");
  return id;
}

import { inject } from "vitest";
import type { DeliveryOptions, DeliveryRecord, SignedEvent, WebhookTarget } from "./webhooks.ts";
import type { CardBehaviour } from "./cards.ts";
import type { CheckoutOutcome } from "./checkout-pay.ts";
import type { CheckoutPayment } from "./checkout-payer.ts";
import type { DisputeOptions, DisputeOutcome } from "./disputes.ts";
import type { Fault } from "./faults.ts";
import type { DunningSettings } from "./invoice-life.ts";
import type { StoredEvent } from "./tables.ts";

/** The signing secret that the stand-in uses until it is told another. */
export const WEBHOOK_SECRET = "whsec_test";

/** The product's Stripe settings for a world of its own; `unique` names it. */
export function stripeSettings(unique: string, fakeStripeUrl = inject("fakeStripeUrl")) {
  return {
    secretKey: `sk_test_${unique}`,
    apiBase: fakeStripeUrl,
    webhookSecrets: [WEBHOOK_SECRET],
    tax: false,
  };
}

/** The controls of one key's world. Runs inside workerd too: it only fetches. */
export function fakeControl(
  secretKey: string,
  fakeStripeUrl = inject("fakeStripeUrl"),
  fetcher: typeof fetch = (input, init) => fetch(input, init),
) {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetcher(`${fakeStripeUrl}/__fake${path}`, {
      method,
      headers: { authorization: `Bearer ${secretKey}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer as T;
  };
  const post = <T = unknown>(path: string, body: object = {}) => call<T>("POST", path, body);
  return {
    call,
    clock: () => call<FakeClock>("GET", "/clock"),
    /** Does all that falls due until then; time stands still afterwards. */
    setClock: (atMs: number) => post<FakeClock>("/clock", { atMs }),
    advance: (advanceMs: number) => post<FakeClock>("/clock", { advanceMs }),
    runClock: () => post<FakeClock>("/clock", { run: true }),
    webhook: (target: Partial<WebhookTarget>) => post<WebhookTarget>("/webhook", target),
    deliver: (options: DeliveryOptions = {}) => post<DeliveryRecord[]>("/deliver", options),
    /** Signed events, not sent: for handing to a handler directly. */
    sign: (options: DeliveryOptions = {}) => post<SignedEvent[]>("/sign", options),
    drop: (options: DeliveryOptions = {}) => post<string[]>("/drop", options),
    deliveries: () => call<DeliveryRecord[]>("GET", "/deliveries"),
    events: (type?: string) =>
      call<StoredEvent[]>("GET", type === undefined ? "/events" : `/events?type=${type}`),
    requests: () => call<FakeRequest[]>("GET", "/requests"),
    fault: (fault: Fault) => post("/faults", fault),
    clearFaults: () => call("DELETE", "/faults"),
    emit: (type: string, id: string) => post<StoredEvent>("/emit", { type, id }),
    /** Pays an open checkout session as its page would. */
    payCheckout: (session: string, payment: CheckoutPayment = {}) =>
      post<CheckoutOutcome & { url: string | null }>(`/checkout/${session}/pay`, payment),
    expireCheckout: (session: string) => post(`/checkout/${session}/expire`),
    /** How the customer's default card behaves from now on; it gets one when it has none. */
    setCard: (customer: string, behaviour: CardBehaviour, expiresInMonths?: number) =>
      post<{ id: string }>(`/customers/${customer}/card`, {
        behaviour,
        ...(expiresInMonths === undefined ? {} : { expiresInMonths }),
      }),
    /** The holder answers the bank's question about an intent. */
    authenticate: (intent: string, confirmed = true) =>
      post(`/intents/${intent}/authenticate`, { confirmed }),
    openDispute: (dispute: DisputeOf) => post<{ id: string }>("/disputes", dispute),
    withdrawDispute: (id: string) => post(`/disputes/${id}/withdraw`),
    reinstateDispute: (id: string) => post(`/disputes/${id}/reinstate`),
    escalateDispute: (id: string) => post(`/disputes/${id}/escalate`),
    closeDispute: (id: string, outcome: DisputeOutcome) =>
      post(`/disputes/${id}/close`, { outcome }),
    settleRefund: (id: string, status: "failed" | "succeeded") =>
      post(`/refunds/${id}/settle`, { status }),
    /** Many paid payments, one every so many seconds up to now, without events. */
    seedPayments: (seed: PaymentSeed) => post<{ ids: string[] }>("/seed", seed),
    /** When a refused renewal is tried again, and what becomes of the subscription at last. */
    setDunning: (settings: DunningSettings) => post("/dunning", settings),
    reset: () => post("/reset"),
  };
}

interface PaymentSeed {
  count: number;
  amount?: number;
  currency?: string;
  everySeconds?: number;
  metadata?: Record<string, string>;
}

interface DisputeOf extends DisputeOptions {
  charge?: string;
  paymentIntent?: string;
}

interface FakeClock {
  nowMs: number;
  frozen: boolean;
}

interface FakeRequest {
  id: string;
  method: string;
  path: string;
  params: Record<string, unknown>;
  idempotencyKey: string | null;
  status: number;
}

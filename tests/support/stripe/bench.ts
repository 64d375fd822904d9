import { inject } from "vitest";
import type { DeliveryOptions, DeliveryRecord, SignedEvent, WebhookTarget } from "./webhooks.ts";
import type { Fault } from "./faults.ts";
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
export function fakeControl(secretKey: string, fakeStripeUrl = inject("fakeStripeUrl")) {
  const call = async <T>(method: string, path: string, body?: object): Promise<T> => {
    const response = await fetch(`${fakeStripeUrl}/__fake${path}`, {
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
    reset: () => post("/reset"),
  };
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

import type { Stripe } from "stripe";
import { Problem } from "#core/problem";
import type { ProviderErrorKind } from "./ai/provider.ts";
import type { Ctx } from "./ctx.ts";
import type { StripeSettings } from "./settings.ts";

/** The API version whose shapes this code is written and type-checked against. */
export const STRIPE_API_VERSION = "2026-10-28.endive" satisfies Stripe.LatestApiVersion;

const TIMEOUT_MS = 20_000;
const NETWORK_RETRIES_MAX = 2;

/** What an event says of an object; for when the object itself is gone. */
export interface SyncHint {
  eventType: string;
  eventCreatedAtMs: number;
  snapshot: unknown;
}

type StripeClass = typeof Stripe;

let loaded: StripeClass | undefined;

/** The package is large; it is loaded by the first request that needs it. */
async function loadStripe(): Promise<StripeClass> {
  loaded ??= (await import("stripe")).Stripe;
  return loaded;
}

let opened: { settings: StripeSettings; client: Stripe } | undefined;

function baseOf(apiBase: string | undefined): Stripe.StripeConfig {
  if (apiBase === undefined) return {};
  const { protocol, hostname, port } = new URL(apiBase);
  const isPlain = protocol === "http:";
  return {
    host: hostname,
    port: port === "" ? (isPlain ? 80 : 443) : Number(port),
    protocol: isPlain ? "http" : "https",
  };
}

async function open(settings: StripeSettings): Promise<Stripe> {
  const Client = await loadStripe();
  return new Client(settings.secretKey, {
    apiVersion: STRIPE_API_VERSION,
    httpClient: Client.createFetchHttpClient(),
    maxNetworkRetries: NETWORK_RETRIES_MAX,
    timeout: TIMEOUT_MS,
    telemetry: false,
    ...baseOf(settings.apiBase),
  });
}

/** True when this deployment has a key of Stripe. */
export function isStripeConnected(ctx: Pick<Ctx, "settings">): boolean {
  return ctx.settings.stripe !== undefined;
}

/** The client of Stripe. Refuses with `not-connected` when the deployment has no key. */
export async function stripeOf(ctx: Pick<Ctx, "settings">): Promise<Stripe> {
  const settings = ctx.settings.stripe;
  if (settings === undefined) {
    throw new Problem("not-connected", {
      detail: "Payments are not connected: this deployment has no Stripe key.",
      extensions: { service: "stripe" },
    });
  }
  if (opened?.settings !== settings) opened = { settings, client: await open(settings) };
  return opened.client;
}

const failureKinds: Record<string, "auth" | "network" | "rate-limited" | "unavailable"> = {
  StripeAuthenticationError: "auth",
  StripePermissionError: "auth",
  StripeConnectionError: "network",
  StripeRateLimitError: "rate-limited",
  StripeAPIError: "unavailable",
};

/**
 * Why Stripe cannot be used just now; undefined when it answers and takes our key. Reads one event,
 * once, for at most `timeoutMs`. Never throws.
 */
export async function tryReachStripe(
  ctx: Pick<Ctx, "settings">,
  timeoutMs: number,
): Promise<{ kind: ProviderErrorKind; detail: string } | undefined> {
  try {
    const stripe = await stripeOf(ctx);
    await stripe.events.list({ limit: 1 }, { timeout: timeoutMs, maxNetworkRetries: 0 });
    return undefined;
  } catch (cause) {
    const { name, message } = cause instanceof Error ? cause : new Error(String(cause));
    const type = cause instanceof Error && "type" in cause ? String(cause.type) : name;
    return { kind: failureKinds[type] ?? "protocol", detail: message.slice(0, 300) };
  }
}

const encoder = new TextEncoder();
const signingKeys = new Map<string, CryptoKey>();

/** HMAC-SHA-256 in hexadecimal. Keys are imported once: a storm of webhooks asks for the same. */
async function signHex(text: string, secret: string): Promise<string> {
  let key = signingKeys.get(secret);
  if (key === undefined) {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    key = await crypto.subtle.importKey("raw", encoder.encode(secret), algorithm, false, ["sign"]);
    signingKeys.set(secret, key);
  }
  return new Uint8Array(await crypto.subtle.sign("HMAC", key, encoder.encode(text))).toHex();
}

let signer: ReturnType<StripeClass["createSubtleCryptoProvider"]> | undefined;

/**
 * The event of a webhook whose signature is right and at most 300 s old, by whichever secret is in
 * use. Throws Stripe's own signature error. https://docs.stripe.com/webhooks#verify-manually
 */
export async function readStripeEvent(
  settings: Pick<StripeSettings, "webhookSecrets">,
  body: string,
  signature: string,
  nowMs: number,
): Promise<Stripe.Event> {
  const { webhooks, createSubtleCryptoProvider } = await loadStripe();
  signer ??= Object.assign(createSubtleCryptoProvider(), { computeHMACSignatureAsync: signHex });
  let refused: unknown = new Error("No signing secret is set up");
  for (const secret of settings.webhookSecrets) {
    try {
      return await webhooks.constructEventAsync(body, signature, secret, 300, signer, nowMs);
    } catch (cause) {
      refused = cause;
    }
  }
  throw refused;
}

import { requireOperator } from "#features/workspaces";
import type { ProviderId } from "#platform/ai/provider";
import type { Ctx } from "#platform/ctx";
import { providersOf } from "#platform/providers";
import { tryReachStripe } from "#platform/stripe";
import type { ConnectorView } from "./schema.ts";

const CHECK_TIMEOUT_MS = 1_500;

async function checkProvider(
  ctx: Ctx,
  id: ProviderId,
  { settings, baseUrl }: { settings: string[]; baseUrl?: string | undefined },
): Promise<ConnectorView> {
  const host = baseUrl === undefined ? null : new URL(baseUrl).host;
  const provider = providersOf(ctx.env).get(id);
  if (provider === undefined) return { id, state: "not-set-up", settings, host, failure: null };
  const status = await provider.check(CHECK_TIMEOUT_MS);
  if (status.state === "connected") {
    return { id, state: "connected", settings, host, failure: null };
  }
  const failure = { kind: status.reason, detail: status.detail };
  return { id, state: "failing", settings, host, failure };
}

/** In how far Stripe answers and takes our key, by the shortest list that it has. */
async function checkStripe(ctx: Ctx): Promise<ConnectorView> {
  const connector = { id: "stripe" as const, settings: ["STRIPE_SECRET_KEY"], failure: null };
  const { stripe } = ctx.settings;
  if (stripe === undefined) return { ...connector, state: "not-set-up", host: null };
  const host = new URL(stripe.apiBase ?? "https://api.stripe.com").host;
  const failure = await tryReachStripe(ctx, CHECK_TIMEOUT_MS);
  if (failure !== undefined) return { ...connector, state: "failing", host, failure };
  return { ...connector, state: "connected", host };
}

/**
 * Everything the deployment may be connected to, asked now whether it answers and takes our key;
 * takes at most about 1.5 s and bills nothing. For the operator.
 */
export async function listConnectors(ctx: Ctx): Promise<ConnectorView[]> {
  requireOperator(ctx);
  const { openai, anthropic } = ctx.settings;
  const mail: ConnectorView = {
    id: "mail",
    state: "connected",
    settings: [],
    host: null,
    failure: null,
  };
  return [
    ...(await Promise.all([
      checkProvider(ctx, "builtin", { settings: [] }),
      checkProvider(ctx, "openai", {
        settings: ["OPENAI_API_KEY", "OPENAI_BASE_URL"],
        baseUrl: openai?.baseUrl,
      }),
      checkProvider(ctx, "anthropic", {
        settings: ["ANTHROPIC_API_KEY"],
        baseUrl: anthropic?.baseUrl,
      }),
      checkProvider(ctx, "workers-ai", { settings: ["AI"] }),
      checkStripe(ctx),
    ])),
    mail,
  ];
}

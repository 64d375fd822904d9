import { requireOperator } from "#features/workspaces";
import type { ProviderId } from "#platform/ai/provider";
import type { Ctx } from "#platform/ctx";
import { openTransport } from "#platform/mail/open-transport";
import { type KeyState, mailTransportNames } from "#platform/mail/transport";
import { providersOf } from "#platform/providers";
import { tryReachStripe } from "#platform/stripe";
import type { ConnectorView, MailConnectorId } from "./schema.ts";

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

/** What sets each way for mails up, and where it is reached. */
function mailSetUp(ctx: Ctx, id: MailConnectorId): { settings: string[]; baseUrl?: string } {
  const { providers, smtpUrl } = ctx.settings.mail;
  const at = (baseUrl: string | undefined) => (baseUrl === undefined ? {} : { baseUrl });
  switch (id) {
    case "smtp":
      return { settings: ["SMTP_URL"], ...at(smtpUrl) };
    case "resend":
      return { settings: ["RESEND_API_KEY"], ...at(providers.resend?.baseUrl) };
    case "sendgrid":
      return { settings: ["SENDGRID_API_KEY"], ...at(providers.sendgrid?.baseUrl) };
    case "mailgun":
      return {
        settings: ["MAILGUN_API_KEY", "MAILGUN_DOMAIN"],
        ...at(providers.mailgun?.baseUrl),
      };
    case "ses":
      return {
        settings: ["SES_ACCESS_KEY_ID", "SES_SECRET_ACCESS_KEY", "SES_REGION"],
        ...at(providers.ses?.baseUrl),
      };
    case "cloudflare":
      return {
        settings: ["CLOUDFLARE_EMAIL_ACCOUNT_ID", "CLOUDFLARE_EMAIL_API_TOKEN"],
        ...at(providers.cloudflare?.baseUrl),
      };
  }
}

/** What a key that does not work is told of, in the words that the page has for failures. */
const keyDetails: Record<Exclude<KeyState, "ok" | "limited" | "missing">, string> = {
  malformed: "The key does not look like one.",
  rejected: "The key was not accepted.",
};

/** In how far a way for mails answers and takes our key; asked read-only, and of those set up only. */
async function checkMail(ctx: Ctx, id: MailConnectorId): Promise<ConnectorView> {
  const { transport, fallback } = ctx.settings.mail;
  const role = id === transport ? "first" : id === fallback ? "fallback" : "unused";
  const { settings, baseUrl } = mailSetUp(ctx, id);
  const host = baseUrl === undefined ? null : new URL(baseUrl).host;
  const connector = { id, role, settings, host, failure: null } as const;
  try {
    const opened = await openTransport(ctx, id);
    const state = await opened.check();
    await opened.close?.();
    if (state === "missing") return { ...connector, state: "not-set-up" };
    if (state === "ok") return { ...connector, state: "connected" };
    if (state === "limited") return { ...connector, state: "limited" };
    return { ...connector, state: "failing", failure: { kind: "auth", detail: keyDetails[state] } };
  } catch (cause) {
    const detail = cause instanceof Error ? cause.message : String(cause);
    return { ...connector, state: "failing", failure: { kind: "network", detail } };
  }
}

function isMailConnector(name: string): name is MailConnectorId {
  return name !== "outbox";
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
    role: ctx.settings.mail.transport === "outbox" ? "first" : "unused",
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
    ...(await Promise.all(
      mailTransportNames.filter(isMailConnector).map((name) => checkMail(ctx, name)),
    )),
  ];
}

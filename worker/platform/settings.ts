import { z } from "zod";
import {
  type MailProviders,
  mailProvidersOf,
  mailProviderVariables,
  type MailWebhookSettings,
  mailWebhooksOf,
} from "./mail/provider-settings.ts";
import {
  type MailAddress,
  mailTransportNames,
  type MailTransportName,
  parseMailAddress,
} from "./mail/transport.ts";

const optionalUrl = z.url({ protocol: /^https?$/ }).optional();
const secret = z.string().min(1).optional();
const pace = z.coerce.number().int().min(1).max(1_000_000).optional();

/** A key with which stored secrets are sealed. */
export interface FieldKey {
  id: string;
  bytes: Uint8Array<ArrayBuffer>;
}

const FIELD_KEY = /^([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/]{43}=)$/;

/** `id:base64` of 32 bytes each, with commas or spaces between; the first seals, all of them open. */
const FieldKeys = z
  .string()
  .default("")
  .transform((text, context): FieldKey[] => {
    const found: FieldKey[] = [];
    for (const one of text.split(/[\s,]+/).filter((part) => part !== "")) {
      const [, id = "", base64 = ""] = FIELD_KEY.exec(one) ?? [];
      if (id === "") {
        context.addIssue("each key is `id:` and 32 bytes in base64");
        return z.NEVER;
      }
      if (found.some((other) => other.id === id)) {
        context.addIssue(`the id ${id} stands there twice`);
        return z.NEVER;
      }
      found.push({ id, bytes: Uint8Array.fromBase64(base64) });
    }
    return found;
  });

/** Every setting the Worker reads, by its name in the environment. */
const SettingsVariables = z.object({
  ENVIRONMENT: z.enum(["production", "local"]).default("production"),
  AUTH_SECRET: z.string().min(32, "at least 32 characters"),
  FIELD_KEYS: FieldKeys,
  SELVEDGE_BENCH: z.enum(["0", "1"]).default("0"),
  PUBLIC_ORIGIN: optionalUrl,
  OPENAI_BASE_URL: optionalUrl,
  OPENAI_API_KEY: secret,
  ANTHROPIC_BASE_URL: optionalUrl,
  ANTHROPIC_API_KEY: secret,
  MAIL_TRANSPORT: z.enum(mailTransportNames).default("outbox"),
  MAIL_FALLBACK_TRANSPORT: z.enum(mailTransportNames).optional(),
  MAIL_FROM: z
    .string()
    .refine((text) => parseMailAddress(text) !== undefined, "an address, or a name <address>")
    .optional(),
  MAIL_PER_SECOND: pace,
  MAIL_DOMAIN_PER_MINUTE: pace,
  SMTP_URL: z.url({ protocol: /^smtps?$/, error: "smtp[s]://user:password@host:port" }).optional(),
  ...mailProviderVariables,
  STRIPE_API_BASE: optionalUrl,
  STRIPE_SECRET_KEY: z
    .string()
    .regex(/^[sr]k_/, "a secret or restricted key")
    .optional(),
  STRIPE_WEBHOOK_SECRET: secret,
  STRIPE_TAX: z.enum(["0", "1"]).default("0"),
  OPENAI_ADMIN_KEY: secret,
  ANTHROPIC_ADMIN_KEY: secret,
  VAPID_PUBLIC_KEY: z
    .string()
    .regex(/^B[\w-]{86}$/, "an uncompressed point of P-256 in base64url")
    .optional(),
  VAPID_PRIVATE_KEY: z
    .string()
    .regex(/^[\w-]{43}$/, "32 bytes in base64url")
    .optional(),
  VAPID_SUBJECT: z
    .string()
    .regex(/^(?:mailto:|https:\/\/)\S+$/, "mailto: or https:")
    .optional(),
  WEBHOOK_PRIVATE_HOSTS: z.enum(["0", "1"]).default("0"),
  DNS_OVER_HTTPS_URL: optionalUrl,
  GOOGLE_CLIENT_ID: secret,
  GOOGLE_CLIENT_SECRET: secret,
  GOOGLE_ISSUER: optionalUrl,
  APPLE_CLIENT_ID: secret,
  APPLE_TEAM_ID: secret,
  APPLE_KEY_ID: secret,
  APPLE_PRIVATE_KEY: z
    .string()
    .regex(/^-----BEGIN PRIVATE KEY-----/, "a key in PKCS #8, as Apple hands it out")
    .optional(),
  APPLE_ISSUER: optionalUrl,
  GITHUB_CLIENT_ID: secret,
  GITHUB_CLIENT_SECRET: secret,
  GITHUB_BASE_URL: optionalUrl,
  GITHUB_API_BASE_URL: optionalUrl,
  PWNED_PASSWORDS_BASE_URL: z.union([z.literal("off"), z.url({ protocol: /^https?$/ })]).optional(),
});

export interface Settings {
  environment: "production" | "local";
  authSecret: string;
  /** Keys of stored secrets, the current one first; without any, `authSecret` seals them. */
  fieldKeys: FieldKey[];
  bench: boolean;
  publicOrigin: string | undefined;
  openai: { baseUrl: string; apiKey: string | undefined } | undefined;
  anthropic: { baseUrl: string; apiKey: string } | undefined;
  mail: MailSettings;
  stripe: StripeSettings | undefined;
  /** Keys of the providers' organisation usage and cost reports. */
  openaiAdminKey: string | undefined;
  anthropicAdminKey: string | undefined;
  /** Names this deployment to push services; absent is a pair that is made and kept sealed. */
  vapid: { publicKey: string; privateKey: string } | undefined;
  /** Where a push service reaches whoever runs this deployment; absent is its address. */
  vapidSubject: string | undefined;
  /** Lets customers' webhooks go to private networks; refused in a production environment. */
  webhookPrivateHosts: boolean;
  /** Providers that people may sign in with. */
  signIn: SignInSettings;
  /** Asked where a customer's webhook leads to; speaks `application/dns-json`. */
  dnsOverHttpsUrl: string;
  /** Asked whether a new password is in a known breach; speaks the range API of Pwned Passwords. */
  pwnedPasswordsBaseUrl: string | undefined;
  /** Settings that were wrong, with the reason; their connector stays "not connected". */
  refused: { name: string; reason: string }[];
}

export interface MailSettings {
  transport: MailTransportName;
  /** Takes what the first certainly did not. */
  fallback: MailTransportName | undefined;
  /** Absent is `no-reply` at the address people use. */
  from: MailAddress | undefined;
  /** Mails that a transport takes in a second; absent is what is known to be right for it. */
  perSecond: number | undefined;
  /** Mails to one domain in a minute, beside those that someone waits for. */
  domainPerMinute: number | undefined;
  /** `smtp[s]://user:password@host:port`; holds a secret. */
  smtpUrl: string | undefined;
  providers: MailProviders;
  webhooks: MailWebhookSettings;
}

export interface SignInSettings {
  google: { clientId: string; clientSecret: string; issuer: string } | undefined;
  apple:
    | { clientId: string; teamId: string; keyId: string; privateKey: string; issuer: string }
    | undefined;
  github: { clientId: string; clientSecret: string; baseUrl: string; apiUrl: string } | undefined;
}

export interface StripeSettings {
  secretKey: string;
  /** Another server that speaks Stripe's protocol; absent is Stripe. */
  apiBase: string | undefined;
  /** Signing secrets of the webhook endpoint; several while one is rotated. */
  webhookSecrets: string[];
  /** Whether Stripe Tax works out the tax. */
  tax: boolean;
}

/** A machine of one's own asks nobody unless told to. */
function breachService(
  url: string | undefined,
  environment: Settings["environment"],
): string | undefined {
  if (url !== undefined) return url === "off" ? undefined : url.replace(/\/+$/, "");
  return environment === "production" ? "https://api.pwnedpasswords.com" : undefined;
}

/** A provider is there when everything that it needs is. */
function signInSettings(v: z.infer<typeof SettingsVariables>): SignInSettings {
  const { GOOGLE_CLIENT_ID: google, GOOGLE_CLIENT_SECRET: googleSecret } = v;
  const { GITHUB_CLIENT_ID: github, GITHUB_CLIENT_SECRET: githubSecret } = v;
  const { APPLE_CLIENT_ID: clientId, APPLE_TEAM_ID: teamId, APPLE_KEY_ID: keyId } = v;
  const bare = (url: string) => url.replace(/\/$/, "");
  const hasApple =
    clientId !== undefined &&
    teamId !== undefined &&
    keyId !== undefined &&
    v.APPLE_PRIVATE_KEY !== undefined;
  return {
    google:
      google === undefined || googleSecret === undefined
        ? undefined
        : {
            clientId: google,
            clientSecret: googleSecret,
            issuer: v.GOOGLE_ISSUER ?? "https://accounts.google.com",
          },
    apple: hasApple
      ? {
          clientId,
          teamId,
          keyId,
          privateKey: v.APPLE_PRIVATE_KEY ?? "",
          issuer: v.APPLE_ISSUER ?? "https://appleid.apple.com",
        }
      : undefined,
    github:
      github === undefined || githubSecret === undefined
        ? undefined
        : {
            clientId: github,
            clientSecret: githubSecret,
            baseUrl: bare(v.GITHUB_BASE_URL ?? "https://github.com"),
            apiUrl: bare(v.GITHUB_API_BASE_URL ?? "https://api.github.com"),
          },
  };
}

/** Settings without which nothing can start. */
const essential = new Set(["AUTH_SECRET", "FIELD_KEYS", "ENVIRONMENT", "SELVEDGE_BENCH"]);

/**
 * Reads the settings. A wrong one is named in `refused` and left out, so that its connector is "not
 * connected"; a wrong essential one throws.
 */
export function parseSettings(source: Record<string, unknown>): Settings {
  const refused: Settings["refused"] = [];
  const accepted: Record<string, unknown> = {};
  for (const [name, schema] of Object.entries(SettingsVariables.shape)) {
    const value = source[name] === "" ? undefined : source[name];
    const parsed = schema.safeParse(value);
    if (parsed.success) {
      accepted[name] = parsed.data;
      continue;
    }
    const reason = parsed.error.issues.map((issue) => issue.message).join("; ");
    if (essential.has(name)) throw new Error(`Setting ${name} is wrong: ${reason}`);
    refused.push({ name, reason });
    accepted[name] = schema.safeParse(undefined).data;
  }
  const v = accepted as z.infer<typeof SettingsVariables>;
  const rejected = (name: string) => refused.some((one) => one.name === name);
  const bench = v.SELVEDGE_BENCH === "1";
  if (bench && v.ENVIRONMENT === "production") {
    throw new Error("SELVEDGE_BENCH=1 is refused in a production environment");
  }
  const webhookPrivateHosts = v.WEBHOOK_PRIVATE_HOSTS === "1";
  if (webhookPrivateHosts && v.ENVIRONMENT === "production") {
    throw new Error("WEBHOOK_PRIVATE_HOSTS=1 is refused in a production environment");
  }
  const openaiOn =
    (v.OPENAI_API_KEY !== undefined || v.OPENAI_BASE_URL !== undefined) &&
    !rejected("OPENAI_BASE_URL");
  return {
    environment: v.ENVIRONMENT,
    authSecret: v.AUTH_SECRET,
    fieldKeys: v.FIELD_KEYS,
    bench,
    publicOrigin: v.PUBLIC_ORIGIN,
    openai: openaiOn
      ? { baseUrl: v.OPENAI_BASE_URL ?? "https://api.openai.com/v1", apiKey: v.OPENAI_API_KEY }
      : undefined,
    anthropic:
      v.ANTHROPIC_API_KEY !== undefined && !rejected("ANTHROPIC_BASE_URL")
        ? {
            baseUrl: v.ANTHROPIC_BASE_URL ?? "https://api.anthropic.com/v1",
            apiKey: v.ANTHROPIC_API_KEY,
          }
        : undefined,
    mail: {
      transport: v.MAIL_TRANSPORT,
      fallback:
        v.MAIL_FALLBACK_TRANSPORT === v.MAIL_TRANSPORT ? undefined : v.MAIL_FALLBACK_TRANSPORT,
      from: v.MAIL_FROM === undefined ? undefined : parseMailAddress(v.MAIL_FROM),
      perSecond: v.MAIL_PER_SECOND,
      domainPerMinute: v.MAIL_DOMAIN_PER_MINUTE,
      smtpUrl: v.SMTP_URL,
      providers: mailProvidersOf(v, rejected),
      webhooks: mailWebhooksOf(v),
    },
    stripe:
      v.STRIPE_SECRET_KEY !== undefined && !rejected("STRIPE_API_BASE")
        ? {
            secretKey: v.STRIPE_SECRET_KEY,
            apiBase: v.STRIPE_API_BASE,
            webhookSecrets: (v.STRIPE_WEBHOOK_SECRET ?? "")
              .split(/[\s,]+/)
              .filter((one) => one !== ""),
            tax: v.STRIPE_TAX === "1",
          }
        : undefined,
    openaiAdminKey: v.OPENAI_ADMIN_KEY,
    anthropicAdminKey: v.ANTHROPIC_ADMIN_KEY,
    vapid:
      v.VAPID_PUBLIC_KEY !== undefined && v.VAPID_PRIVATE_KEY !== undefined
        ? { publicKey: v.VAPID_PUBLIC_KEY, privateKey: v.VAPID_PRIVATE_KEY }
        : undefined,
    vapidSubject: v.VAPID_SUBJECT,
    webhookPrivateHosts,
    pwnedPasswordsBaseUrl: breachService(v.PWNED_PASSWORDS_BASE_URL, v.ENVIRONMENT),
    signIn: signInSettings(v),
    dnsOverHttpsUrl: v.DNS_OVER_HTTPS_URL ?? "https://cloudflare-dns.com/dns-query",
    refused,
  };
}

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";

const root = join(import.meta.dirname, "..");

/** Names of the environment that the Worker may see; everything else stays outside. */
const settingNames = [
  "SELVEDGE_BENCH",
  "PUBLIC_ORIGIN",
  "AUTH_SECRET",
  "FIELD_KEYS",
  "OPENAI_BASE_URL",
  "OPENAI_API_KEY",
  "ANTHROPIC_BASE_URL",
  "ANTHROPIC_API_KEY",
  "MAIL_TRANSPORT",
  "MAIL_FALLBACK_TRANSPORT",
  "MAIL_FROM",
  "MAIL_PER_SECOND",
  "MAIL_DOMAIN_PER_MINUTE",
  "SMTP_URL",
  "RESEND_API_KEY",
  "RESEND_WEBHOOK_SECRET",
  "RESEND_BASE_URL",
  "SENDGRID_API_KEY",
  "SENDGRID_WEBHOOK_PUBLIC_KEY",
  "SENDGRID_BASE_URL",
  "MAILGUN_API_KEY",
  "MAILGUN_DOMAIN",
  "MAILGUN_REGION",
  "MAILGUN_WEBHOOK_SIGNING_KEY",
  "MAILGUN_BASE_URL",
  "SES_ACCESS_KEY_ID",
  "SES_SECRET_ACCESS_KEY",
  "SES_SESSION_TOKEN",
  "SES_REGION",
  "SES_CONFIGURATION_SET",
  "SES_TOPIC_ARN",
  "SES_BASE_URL",
  "SNS_BASE_URL",
  "CLOUDFLARE_EMAIL_ACCOUNT_ID",
  "CLOUDFLARE_EMAIL_API_TOKEN",
  "CLOUDFLARE_EMAIL_BASE_URL",
  "STRIPE_API_BASE",
  "STRIPE_SECRET_KEY",
  "STRIPE_WEBHOOK_SECRET",
  "STRIPE_TAX",
  "OPENAI_ADMIN_KEY",
  "ANTHROPIC_ADMIN_KEY",
  "WEBHOOK_PRIVATE_HOSTS",
  "DNS_OVER_HTTPS_URL",
  "PWNED_PASSWORDS_BASE_URL",
  "GOOGLE_CLIENT_ID",
  "GOOGLE_CLIENT_SECRET",
  "GOOGLE_ISSUER",
  "APPLE_CLIENT_ID",
  "APPLE_TEAM_ID",
  "APPLE_KEY_ID",
  "APPLE_PRIVATE_KEY",
  "APPLE_ISSUER",
  "GITHUB_CLIENT_ID",
  "GITHUB_CLIENT_SECRET",
  "GITHUB_BASE_URL",
  "GITHUB_API_BASE_URL",
];

export interface LocalEnvironment {
  port: number;
  home: string;
  /** What the Worker gets as its settings. */
  variables: Record<string, string>;
}

function readDevVars(): Record<string, string | undefined> {
  const file = join(root, ".dev.vars");
  return existsSync(file) ? parseEnv(readFileSync(file, "utf8")) : {};
}

/** The secret that signs sessions; made at the first start of a home and kept there. */
function ownSecret(home: string): string {
  const file = join(home, "auth-secret");
  if (!existsSync(file))
    writeFileSync(file, randomBytes(48).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

/** Port, folder of state and settings of a product on this machine; `.dev.vars` yields to the environment. */
export function localEnvironment(): LocalEnvironment {
  const given: Record<string, string | undefined> = { ...readDevVars(), ...process.env };
  const port = Number(given.PORT ?? 8787);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`PORT is wrong: ${given.PORT} is not a port`);
  }
  const home = resolve(root, given.SELVEDGE_HOME ?? ".selvedge");
  mkdirSync(home, { recursive: true });
  const variables: Record<string, string> = { AUTH_SECRET: ownSecret(home) };
  for (const name of settingNames) {
    const value = given[name];
    if (value !== undefined && value !== "") variables[name] = value;
  }
  const production = given.ENVIRONMENT === "production" || given.NODE_ENV === "production";
  variables.ENVIRONMENT = production ? "production" : "local";
  variables.PUBLIC_ORIGIN ??= `http://localhost:${port}`;
  return { port, home, variables };
}

/** Settings that need not be there; `parseSettings` reads them. */
interface OptionalEnv {
  SELVEDGE_BENCH?: string;
  PUBLIC_ORIGIN?: string;
  FIELD_KEYS?: string;
  OPENAI_BASE_URL?: string;
  OPENAI_API_KEY?: string;
  ANTHROPIC_BASE_URL?: string;
  ANTHROPIC_API_KEY?: string;
  MAIL_FALLBACK_TRANSPORT?: string;
  MAIL_FROM?: string;
  MAIL_PER_SECOND?: string;
  MAIL_DOMAIN_PER_MINUTE?: string;
  SMTP_URL?: string;
  STRIPE_API_BASE?: string;
  STRIPE_SECRET_KEY?: string;
  STRIPE_WEBHOOK_SECRET?: string;
  STRIPE_TAX?: string;
  OPENAI_ADMIN_KEY?: string;
  ANTHROPIC_ADMIN_KEY?: string;
  WEBHOOK_PRIVATE_HOSTS?: string;
  DNS_OVER_HTTPS_URL?: string;
  AI?: Ai;
  /** Reaches public addresses only; there where the runtime itself can say so. */
  EGRESS?: Fetcher;
}

interface Env extends OptionalEnv {}

declare namespace Cloudflare {
  interface Env extends OptionalEnv {}
}

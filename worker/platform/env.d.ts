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
  RESEND_API_KEY?: string;
  RESEND_WEBHOOK_SECRET?: string;
  RESEND_BASE_URL?: string;
  SENDGRID_API_KEY?: string;
  SENDGRID_WEBHOOK_PUBLIC_KEY?: string;
  SENDGRID_BASE_URL?: string;
  MAILGUN_API_KEY?: string;
  MAILGUN_DOMAIN?: string;
  MAILGUN_REGION?: string;
  MAILGUN_WEBHOOK_SIGNING_KEY?: string;
  MAILGUN_BASE_URL?: string;
  SES_ACCESS_KEY_ID?: string;
  SES_SECRET_ACCESS_KEY?: string;
  SES_SESSION_TOKEN?: string;
  SES_REGION?: string;
  SES_CONFIGURATION_SET?: string;
  SES_TOPIC_ARN?: string;
  SES_BASE_URL?: string;
  SNS_BASE_URL?: string;
  CLOUDFLARE_EMAIL_ACCOUNT_ID?: string;
  CLOUDFLARE_EMAIL_API_TOKEN?: string;
  CLOUDFLARE_EMAIL_BASE_URL?: string;
  STRIPE_API_BASE?: string;
  STRIPE_SECRET_KEY?: string;
  STRIPE_WEBHOOK_SECRET?: string;
  STRIPE_TAX?: string;
  OPENAI_ADMIN_KEY?: string;
  ANTHROPIC_ADMIN_KEY?: string;
  WEBHOOK_PRIVATE_HOSTS?: string;
  DNS_OVER_HTTPS_URL?: string;
  PWNED_PASSWORDS_BASE_URL?: string;
  GOOGLE_CLIENT_ID?: string;
  GOOGLE_CLIENT_SECRET?: string;
  GOOGLE_ISSUER?: string;
  APPLE_CLIENT_ID?: string;
  APPLE_TEAM_ID?: string;
  APPLE_KEY_ID?: string;
  APPLE_PRIVATE_KEY?: string;
  APPLE_ISSUER?: string;
  GITHUB_CLIENT_ID?: string;
  GITHUB_CLIENT_SECRET?: string;
  GITHUB_BASE_URL?: string;
  GITHUB_API_BASE_URL?: string;
  AI?: Ai;
  /** Cloudflare's Email Service, where `wrangler.toml` has it. */
  EMAIL?: SendEmail;
  /** Reaches public addresses only; there where the runtime itself can say so. */
  EGRESS?: Fetcher;
  /** Makes password hashes beside the one thread of a local runtime. */
  ARGON2?: Fetcher;
}

interface Env extends OptionalEnv {}

declare namespace Cloudflare {
  interface Env extends OptionalEnv {}
}

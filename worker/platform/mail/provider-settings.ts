import { z } from "zod";
import type { CloudflareMailSettings } from "./cloudflare.ts";
import type { MailgunSettings } from "./mailgun.ts";
import type { ResendSettings } from "./resend.ts";
import type { SendGridSettings } from "./sendgrid.ts";
import type { SesSettings } from "./ses.ts";

const secret = z.string().trim().min(1).optional();
const baseUrl = z
  .url({ protocol: /^https?$/ })
  .transform((url) => url.replace(/\/+$/, ""))
  .optional();

/** The settings of the mail services, by their names in the environment. */
export const mailProviderVariables = {
  RESEND_API_KEY: secret,
  RESEND_WEBHOOK_SECRET: secret,
  RESEND_BASE_URL: baseUrl,
  SENDGRID_API_KEY: secret,
  SENDGRID_WEBHOOK_PUBLIC_KEY: secret,
  SENDGRID_BASE_URL: baseUrl,
  MAILGUN_API_KEY: secret,
  MAILGUN_DOMAIN: z.hostname().optional(),
  MAILGUN_REGION: z.enum(["us", "eu"]).default("us"),
  MAILGUN_WEBHOOK_SIGNING_KEY: secret,
  MAILGUN_BASE_URL: baseUrl,
  SES_ACCESS_KEY_ID: secret,
  SES_SECRET_ACCESS_KEY: secret,
  SES_SESSION_TOKEN: secret,
  SES_REGION: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, "a region, as eu-central-1")
    .optional(),
  SES_CONFIGURATION_SET: secret,
  SES_TOPIC_ARN: z
    .string()
    .regex(/^arn:aws[a-z-]*:sns:[a-z0-9-]+:\d{12}:[\w.-]+$/, "the ARN of a topic of SNS")
    .optional(),
  SES_BASE_URL: baseUrl,
  SNS_BASE_URL: baseUrl,
  CLOUDFLARE_EMAIL_ACCOUNT_ID: secret,
  CLOUDFLARE_EMAIL_API_TOKEN: secret,
  CLOUDFLARE_EMAIL_BASE_URL: baseUrl,
} satisfies Record<string, z.ZodType>;

type Values = z.output<z.ZodObject<typeof mailProviderVariables>>;

/** What each mail service needs to send; absent when something of it is missing. */
export interface MailProviders {
  resend: ResendSettings | undefined;
  sendgrid: SendGridSettings | undefined;
  mailgun: MailgunSettings | undefined;
  ses: SesSettings | undefined;
  /** Not needed where the binding `EMAIL` is. */
  cloudflare: CloudflareMailSettings | undefined;
}

/** What shows that a webhook comes from the service; several secrets while one is rotated. */
export interface MailWebhookSettings {
  resendSecrets: string[];
  sendgridPublicKeys: string[];
  mailgunSigningKeys: string[];
  sesTopicArn: string | undefined;
  /** Another server that speaks SNS's protocol; absent is SNS. */
  snsBaseUrl: string | undefined;
}

function several(value: string | undefined): string[] {
  return (value ?? "").split(/[\s,]+/).filter((one) => one !== "");
}

/** The services whose settings are whole; one whose base URL was refused is not connected. */
export function mailProvidersOf(v: Values, isRefused: (name: string) => boolean): MailProviders {
  return {
    resend:
      v.RESEND_API_KEY === undefined || isRefused("RESEND_BASE_URL")
        ? undefined
        : { apiKey: v.RESEND_API_KEY, baseUrl: v.RESEND_BASE_URL ?? "https://api.resend.com" },
    sendgrid:
      v.SENDGRID_API_KEY === undefined || isRefused("SENDGRID_BASE_URL")
        ? undefined
        : {
            apiKey: v.SENDGRID_API_KEY,
            baseUrl: v.SENDGRID_BASE_URL ?? "https://api.sendgrid.com",
          },
    mailgun:
      v.MAILGUN_API_KEY === undefined ||
      v.MAILGUN_DOMAIN === undefined ||
      isRefused("MAILGUN_BASE_URL")
        ? undefined
        : {
            apiKey: v.MAILGUN_API_KEY,
            domain: v.MAILGUN_DOMAIN,
            baseUrl:
              v.MAILGUN_BASE_URL ??
              (v.MAILGUN_REGION === "eu"
                ? "https://api.eu.mailgun.net"
                : "https://api.mailgun.net"),
          },
    ses:
      v.SES_ACCESS_KEY_ID === undefined ||
      v.SES_SECRET_ACCESS_KEY === undefined ||
      v.SES_REGION === undefined ||
      isRefused("SES_BASE_URL")
        ? undefined
        : {
            accessKeyId: v.SES_ACCESS_KEY_ID,
            secretAccessKey: v.SES_SECRET_ACCESS_KEY,
            sessionToken: v.SES_SESSION_TOKEN,
            region: v.SES_REGION,
            configurationSet: v.SES_CONFIGURATION_SET,
            baseUrl: v.SES_BASE_URL ?? `https://email.${v.SES_REGION}.amazonaws.com`,
          },
    cloudflare:
      v.CLOUDFLARE_EMAIL_ACCOUNT_ID === undefined ||
      v.CLOUDFLARE_EMAIL_API_TOKEN === undefined ||
      isRefused("CLOUDFLARE_EMAIL_BASE_URL")
        ? undefined
        : {
            accountId: v.CLOUDFLARE_EMAIL_ACCOUNT_ID,
            apiToken: v.CLOUDFLARE_EMAIL_API_TOKEN,
            baseUrl: v.CLOUDFLARE_EMAIL_BASE_URL ?? "https://api.cloudflare.com/client/v4",
          },
  };
}

export function mailWebhooksOf(v: Values): MailWebhookSettings {
  return {
    resendSecrets: several(v.RESEND_WEBHOOK_SECRET),
    sendgridPublicKeys: several(v.SENDGRID_WEBHOOK_PUBLIC_KEY),
    mailgunSigningKeys: several(v.MAILGUN_WEBHOOK_SIGNING_KEY),
    sesTopicArn: v.SES_TOPIC_ARN,
    snsBaseUrl: v.SNS_BASE_URL,
  };
}

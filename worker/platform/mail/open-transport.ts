import type { Ctx } from "#platform/ctx";
import type { MailTransport, MailTransportName } from "./transport.ts";

/** What a transport may use of a ctx. */
export type TransportCtx = Pick<Ctx, "settings" | "env" | "log" | "clock">;

type Opener = (ctx: TransportCtx) => Promise<MailTransport>;

/** Keeps the mail where it is: its row is the mailbox. */
const outbox: MailTransport = {
  name: "outbox",
  honoursIdempotency: true,
  send: async () => ({ kind: "sent" }),
  check: async () => "ok",
};

/** A transport whose settings are missing: nothing leaves, and the mail waits for it. */
export function unconnectedTransport(name: MailTransportName, reason: string): MailTransport {
  return {
    name,
    honoursIdempotency: true,
    send: async () => ({ kind: "later", reason }),
    check: async () => "missing",
  };
}

/** Each is loaded when it is first used. */
const openers: Record<MailTransportName, Opener> = {
  outbox: async () => outbox,
  smtp: async (ctx) => {
    const { smtpUrl } = ctx.settings.mail;
    if (smtpUrl === undefined) return unconnectedTransport("smtp", "SMTP_URL is not set");
    return (await import("./smtp-transport.ts")).smtpTransport(ctx, smtpUrl);
  },
  async resend({ settings: { mail } }) {
    const { resend } = mail.providers;
    if (resend === undefined) return unconnectedTransport("resend", "RESEND_API_KEY is not set");
    return (await import("./resend.ts")).createResend(resend);
  },
  async sendgrid({ settings: { mail } }) {
    const { sendgrid } = mail.providers;
    if (sendgrid === undefined) {
      return unconnectedTransport("sendgrid", "SENDGRID_API_KEY is not set");
    }
    return (await import("./sendgrid.ts")).createSendGrid(sendgrid);
  },
  async mailgun({ settings: { mail } }) {
    const { mailgun } = mail.providers;
    if (mailgun === undefined) {
      return unconnectedTransport("mailgun", "MAILGUN_API_KEY or MAILGUN_DOMAIN is not set");
    }
    return (await import("./mailgun.ts")).createMailgun(mailgun);
  },
  async ses({ settings: { mail } }) {
    const { ses } = mail.providers;
    if (ses === undefined) {
      const reason = "SES_ACCESS_KEY_ID, SES_SECRET_ACCESS_KEY or SES_REGION is not set";
      return unconnectedTransport("ses", reason);
    }
    return (await import("./ses.ts")).createSes(ses);
  },
  async cloudflare({ settings: { mail }, env }) {
    const { cloudflare } = mail.providers;
    if (cloudflare !== undefined) {
      return (await import("./cloudflare.ts")).createCloudflareRest(cloudflare);
    }
    if (env.EMAIL !== undefined) {
      return (await import("./cloudflare.ts")).createCloudflareBinding(env.EMAIL);
    }
    const reason = "neither the binding EMAIL nor CLOUDFLARE_EMAIL_API_TOKEN is set";
    return unconnectedTransport("cloudflare", reason);
  },
};

/** Opens a transport for the mails of one job. Calls nobody before the first mail. */
export async function openTransport(
  ctx: TransportCtx,
  name: MailTransportName,
): Promise<MailTransport> {
  return await openers[name](ctx);
}

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
const openers: Partial<Record<MailTransportName, Opener>> = {
  outbox: async () => outbox,
  smtp: async (ctx) => {
    const { smtpUrl } = ctx.settings.mail;
    if (smtpUrl === undefined) return unconnectedTransport("smtp", "SMTP_URL is not set");
    return (await import("./smtp-transport.ts")).smtpTransport(ctx, smtpUrl);
  },
};

/** Opens a transport for the mails of one job. Calls nobody before the first mail. */
export async function openTransport(
  ctx: TransportCtx,
  name: MailTransportName,
): Promise<MailTransport> {
  const open = openers[name];
  return open === undefined
    ? unconnectedTransport(name, `the transport ${name} is not connected`)
    : await open(ctx);
}

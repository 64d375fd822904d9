import { z } from "zod";
import type { MailEventKind } from "#features/mail/schema";
import type { ReportedEvent } from "./schema.ts";

const Body = z.object({
  type: z.string().max(100),
  created_at: z.iso.datetime({ offset: true }),
  data: z.looseObject({
    email_id: z.string().max(200).optional(),
    to: z
      .array(z.string())
      .or(z.string().transform((one) => [one]))
      .default([]),
    tags: z.unknown().optional(),
    bounce: z
      .object({ type: z.string().default(""), message: z.string().default("") })
      .partial()
      .optional(),
    failed: z.object({ reason: z.string() }).partial().optional(),
    suppressed: z.object({ message: z.string(), type: z.string() }).partial().optional(),
  }),
});
type Data = z.output<typeof Body>["data"];

/** Tags came as a record and as a list of pairs. */
function mailIdOf(tags: unknown): string | undefined {
  const Pairs = z.array(z.object({ name: z.string(), value: z.string() }));
  const pairs = Pairs.safeParse(tags);
  if (pairs.success) return pairs.data.find(({ name }) => name === "mail_id")?.value;
  const record = z.object({ mail_id: z.string() }).safeParse(tags);
  return record.success ? record.data.mail_id : undefined;
}

function kindOf(type: string, data: Data): { kind: MailEventKind; detail: string } | undefined {
  switch (type) {
    case "email.delivered":
      return { kind: "delivered", detail: "" };
    case "email.delivery_delayed":
      return { kind: "deferred", detail: "delayed" };
    case "email.bounced": {
      const { type: bounceType = "", message = "" } = data.bounce ?? {};
      const isHard = bounceType === "Permanent";
      return { kind: isHard ? "hard-bounce" : "soft-bounce", detail: `${bounceType} ${message}` };
    }
    case "email.complained":
      return { kind: "complaint", detail: "complained" };
    case "email.suppressed": {
      const { message = "", type: reason = "" } = data.suppressed ?? {};
      return { kind: "hard-bounce", detail: `suppressed by Resend: ${reason} ${message}` };
    }
    // Says nothing about the address: Resend itself did not send it.
    case "email.failed":
      return { kind: "deferred", detail: `not sent: ${data.failed?.reason ?? "unknown"}` };
    default:
      return undefined;
  }
}

/**
 * What an event of Resend tells; nothing for those about other things, as opens.
 * https://resend.com/docs/webhooks/event-types
 */
export function readResend(json: unknown, eventId: string): ReportedEvent[] {
  const { type, created_at: createdAt, data } = Body.parse(json);
  const told = kindOf(type, data);
  if (told === undefined) return [];
  const { kind, detail } = told;
  return data.to.map((address, index) => ({
    transport: "resend",
    eventId: index === 0 ? eventId : `${eventId}:${index}`,
    mailId: mailIdOf(data.tags),
    providerId: data.email_id,
    address: bareAddress(address),
    kind,
    atMs: Date.parse(createdAt),
    detail,
  }));
}

/** The address within `Name <address>`. */
function bareAddress(text: string): string {
  return /<([^<>]+)>\s*$/.exec(text)?.[1] ?? text;
}

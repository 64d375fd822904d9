import { z } from "zod";
import type { MailEventKind } from "#features/mail/schema";
import type { ReportedEvent } from "./schema.ts";

const PREFIX = "cf.email.sending.message.";

const Message = z.looseObject({
  type: z.string().startsWith(PREFIX).max(100),
  payload: z.looseObject({
    eventId: z.string().min(1).max(200),
    messageId: z.string().max(300).optional(),
    recipient: z.string().max(320),
    delivery: z.looseObject({ smtpResponse: z.string() }).partial().default({}),
    bounce: z.looseObject({ type: z.string(), reason: z.string() }).partial().optional(),
    failure: z.looseObject({ reason: z.string() }).partial().optional(),
    rejection: z.looseObject({ reason: z.string(), detail: z.string() }).partial().optional(),
    complaint: z.looseObject({ type: z.string() }).partial().optional(),
  }),
  metadata: z.looseObject({ eventTimestamp: z.iso.datetime({ offset: true }) }),
});
type Payload = z.output<typeof Message>["payload"];

function toldBy(
  name: string,
  payload: Payload,
): { kind: MailEventKind; detail: string } | undefined {
  const { delivery, bounce, failure, rejection, complaint } = payload;
  const response = bounce?.reason ?? delivery.smtpResponse ?? "";
  switch (name) {
    case "delivered":
      return { kind: "delivered", detail: response };
    case "deferred":
      return { kind: "deferred", detail: response };
    case "bounced":
      return { kind: bounce?.type === "hard" ? "hard-bounce" : "soft-bounce", detail: response };
    case "complained":
      return { kind: "complaint", detail: complaint?.type ?? "" };
    case "rejected": {
      const { reason = "", detail = "" } = rejection ?? {};
      // Other rejections are the message's or the sender's fault.
      const kind = reason === "suppressed" ? "hard-bounce" : "deferred";
      return { kind, detail: `rejected: ${reason} ${detail}` };
    }
    case "failed":
      return { kind: "deferred", detail: `not sent: ${failure?.reason ?? ""}` };
    default:
      return undefined;
  }
}

/**
 * What a message of Cloudflare's event subscription tells; nothing for what is not understood.
 * https://developers.cloudflare.com/email-service/platform/event-subscriptions/
 */
export function readCloudflare(json: unknown): ReportedEvent[] {
  const parsed = Message.safeParse(json);
  if (!parsed.success) return [];
  const { type, payload, metadata } = parsed.data;
  const told = toldBy(type.slice(PREFIX.length), payload);
  if (told === undefined) return [];
  return [
    {
      transport: "cloudflare",
      eventId: payload.eventId,
      providerId: payload.messageId,
      address: payload.recipient,
      atMs: Date.parse(metadata.eventTimestamp),
      ...told,
    },
  ];
}

import { z } from "zod";
import { SECOND_MS } from "#core/time";
import type { MailEventKind } from "#features/mail/schema";
import type { ReportedEvent } from "./schema.ts";

const Event = z.looseObject({
  id: z.string().min(1).max(200),
  event: z.string().max(50),
  timestamp: z.number().nonnegative(),
  recipient: z.string().max(320).optional(),
  severity: z.string().default(""),
  reason: z.string().default(""),
  "user-variables": z.unknown().optional(),
  message: z
    .looseObject({ headers: z.looseObject({ "message-id": z.string().max(300) }).partial() })
    .partial()
    .default({}),
  "delivery-status": z
    .looseObject({ code: z.number(), message: z.string().nullable(), description: z.string() })
    .partial()
    .default({}),
});
type Event = z.output<typeof Event>;

function kindOfFailed({ severity, reason }: Event): MailEventKind {
  if (severity !== "permanent") return "deferred";
  if (reason === "suppress-complaint") return "complaint";
  if (reason === "suppress-unsubscribe") return "unsubscribe";
  return reason === "bounce" || reason === "suppress-bounce" ? "hard-bounce" : "soft-bounce";
}

function kindOf(event: Event): MailEventKind | undefined {
  switch (event.event) {
    case "delivered":
      return "delivered";
    case "failed":
      return kindOfFailed(event);
    case "complained":
      return "complaint";
    case "unsubscribed":
      return "unsubscribe";
    default:
      return undefined;
  }
}

function mailIdOf(variables: unknown): string | undefined {
  const parsed = z.object({ mail_id: z.string().max(64) }).safeParse(variables);
  return parsed.success ? parsed.data.mail_id : undefined;
}

/**
 * What an event of Mailgun tells, and its id; nothing for those about other things.
 * https://documentation.mailgun.com/docs/mailgun/user-manual/events/event-structure
 */
export function readMailgun(json: unknown): { id: string; events: ReportedEvent[] } {
  const event = Event.parse(json);
  const kind = kindOf(event);
  if (kind === undefined || event.recipient === undefined) return { id: event.id, events: [] };
  const { code, message, description } = event["delivery-status"];
  const messageId = event.message.headers?.["message-id"];
  const detail = [event.reason, code, message ?? description].filter(Boolean).join(" ");
  const told: ReportedEvent = {
    transport: "mailgun",
    eventId: event.id,
    mailId: mailIdOf(event["user-variables"]),
    // The answer to sending has it in angle brackets, the event has not.
    providerId: messageId === undefined ? undefined : `<${messageId}>`,
    address: event.recipient,
    kind,
    atMs: Math.round(event.timestamp * SECOND_MS),
    detail,
  };
  return { id: event.id, events: [told] };
}

import { z } from "zod";
import { SECOND_MS } from "#core/time";
import type { MailEventKind } from "#features/mail/schema";
import type { ReportedEvent } from "./schema.ts";

const EVENTS_MAX = 5_000;

const Event = z.looseObject({
  event: z.string().max(50),
  email: z.string().max(320),
  timestamp: z.int().nonnegative(),
  sg_event_id: z.string().min(1).max(200),
  sg_message_id: z.string().max(300).optional(),
  mail_id: z.string().max(64).optional(),
  type: z.string().default(""),
  status: z.string().default(""),
  reason: z.string().default(""),
  response: z.string().default(""),
});
type Event = z.output<typeof Event>;

/** A `dropped` mail was never sent, because SendGrid suppresses the address already. */
function kindOfDropped(reason: string): MailEventKind {
  if (/spam report/i.test(reason)) return "complaint";
  if (/unsubscribed/i.test(reason)) return "unsubscribe";
  return /bounced|invalid/i.test(reason) ? "hard-bounce" : "deferred";
}

function kindOf({ event, type, status, reason }: Event): MailEventKind | undefined {
  switch (event) {
    case "delivered":
      return "delivered";
    case "deferred":
      return "deferred";
    case "bounce":
      // `blocked` is the message's or the sender's fault; 4.x.x is what may pass.
      return type === "blocked" || status.startsWith("4") ? "soft-bounce" : "hard-bounce";
    case "dropped":
      return kindOfDropped(reason);
    case "spamreport":
      return "complaint";
    case "unsubscribe":
    case "group_unsubscribe":
      return "unsubscribe";
    default:
      return undefined;
  }
}

/**
 * What a batch of SendGrid's events tells; others than these, as opens, are left out.
 * https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/event
 */
export function readSendGrid(json: unknown): ReportedEvent[] {
  return z
    .array(z.unknown())
    .max(EVENTS_MAX)
    .parse(json)
    .flatMap((one): ReportedEvent[] => {
      const parsed = Event.safeParse(one);
      const kind = parsed.success ? kindOf(parsed.data) : undefined;
      if (!parsed.success || kind === undefined) return [];
      const { sg_event_id: eventId, sg_message_id: messageId, ...event } = parsed.data;
      return [
        {
          transport: "sendgrid",
          eventId,
          mailId: event.mail_id,
          // The id that the sending answered with, before what SendGrid's filters append.
          providerId: messageId?.split(/\.(?:filter|recvd)/)[0],
          address: event.email,
          kind,
          atMs: event.timestamp * SECOND_MS,
          detail: [event.status, event.reason, event.response]
            .filter((text) => text !== "")
            .join(" "),
        },
      ];
    });
}

import { z } from "zod";
import type { MailEventKind } from "#features/mail/schema";
import type { ReportedEvent } from "./schema.ts";

const RECIPIENTS_MAX = 50;

const at = z.iso.datetime({ offset: true });
const Recipients = z
  .array(
    z.looseObject({
      emailAddress: z.string().max(320),
      status: z.string().optional(),
      diagnosticCode: z.string().optional(),
    }),
  )
  .max(RECIPIENTS_MAX);

const Event = z.looseObject({
  eventType: z.string().optional(),
  notificationType: z.string().optional(),
  mail: z.looseObject({
    timestamp: at,
    messageId: z.string().max(300),
    destination: z.array(z.string()).max(RECIPIENTS_MAX).default([]),
    tags: z.record(z.string(), z.array(z.string())).default({}),
  }),
  bounce: z
    .looseObject({
      timestamp: at,
      bounceType: z.string(),
      bounceSubType: z.string().default(""),
      bouncedRecipients: Recipients,
    })
    .optional(),
  complaint: z
    .looseObject({
      timestamp: at,
      complaintFeedbackType: z.string().default(""),
      complainedRecipients: Recipients,
    })
    .optional(),
  delivery: z
    .looseObject({
      timestamp: at,
      recipients: z.array(z.string()).default([]),
      smtpResponse: z.string().default(""),
    })
    .optional(),
  deliveryDelay: z
    .looseObject({
      timestamp: at,
      delayType: z.string().default(""),
      delayedRecipients: Recipients,
    })
    .optional(),
  reject: z.looseObject({ reason: z.string() }).optional(),
  failure: z.looseObject({ errorMessage: z.string() }).optional(),
  subscription: z
    .looseObject({
      timestamp: at,
      newTopicPreferences: z.looseObject({ unsubscribeAll: z.boolean() }).partial().default({}),
    })
    .optional(),
});
type Event = z.output<typeof Event>;

interface Told {
  kind: MailEventKind;
  atMs: number;
  recipients: { address: string; detail: string }[];
}

function toldOf(recipients: z.output<typeof Recipients>, why: string): Told["recipients"] {
  return recipients.map(({ emailAddress, status = "", diagnosticCode = "" }) => ({
    address: emailAddress,
    detail: [why, status, diagnosticCode].filter((text) => text !== "").join(" "),
  }));
}

function read(event: Event): Told | undefined {
  const { mail, bounce, complaint, delivery, deliveryDelay, subscription } = event;
  const everyone = (detail: string) => mail.destination.map((address) => ({ address, detail }));
  switch (event.eventType ?? event.notificationType) {
    case "Bounce":
      return bounce === undefined
        ? undefined
        : {
            kind: bounce.bounceType === "Permanent" ? "hard-bounce" : "soft-bounce",
            atMs: Date.parse(bounce.timestamp),
            recipients: toldOf(
              bounce.bouncedRecipients,
              `${bounce.bounceType} ${bounce.bounceSubType}`,
            ),
          };
    case "Complaint":
      return complaint === undefined
        ? undefined
        : {
            kind: "complaint",
            atMs: Date.parse(complaint.timestamp),
            recipients: toldOf(complaint.complainedRecipients, complaint.complaintFeedbackType),
          };
    case "Delivery":
      return delivery === undefined
        ? undefined
        : {
            kind: "delivered",
            atMs: Date.parse(delivery.timestamp),
            recipients: delivery.recipients.map((address) => ({
              address,
              detail: delivery.smtpResponse,
            })),
          };
    case "DeliveryDelay":
      return deliveryDelay === undefined
        ? undefined
        : {
            kind: "deferred",
            atMs: Date.parse(deliveryDelay.timestamp),
            recipients: toldOf(deliveryDelay.delayedRecipients, deliveryDelay.delayType),
          };
    case "Subscription":
      return subscription?.newTopicPreferences.unsubscribeAll === true
        ? {
            kind: "unsubscribe",
            atMs: Date.parse(subscription.timestamp),
            recipients: everyone(""),
          }
        : undefined;
    // Neither says anything about the address: SES did not send the message.
    case "Reject":
    case "Rendering Failure": {
      const why = event.reject?.reason ?? event.failure?.errorMessage ?? "";
      return {
        kind: "deferred",
        atMs: Date.parse(mail.timestamp),
        recipients: everyone(`not sent: ${why}`),
      };
    }
    default:
      return undefined;
  }
}

/**
 * What an event of SES tells, of event publishing as of feedback notifications; nothing for others.
 * `messageId` is SNS's, the same in every attempt.
 * https://docs.aws.amazon.com/ses/latest/dg/event-publishing-retrieving-sns-contents.html
 */
export function readSes(json: unknown, messageId: string): ReportedEvent[] {
  const event = Event.parse(json);
  const told = read(event);
  if (told === undefined) return [];
  return told.recipients.map(({ address, detail }, index) => ({
    transport: "ses",
    eventId: index === 0 ? messageId : `${messageId}:${index}`,
    mailId: event.mail.tags.mail_id?.[0],
    providerId: event.mail.messageId,
    address,
    kind: told.kind,
    atMs: told.atMs,
    detail,
  }));
}

import { createHmac, createPrivateKey, createSign, randomUUID } from "node:crypto";
import type { FakeSns } from "./sns.ts";
import type { AcceptedMail, World } from "./world.ts";

export const eventKinds = [
  "delivered",
  "deferred",
  "hard-bounce",
  "soft-bounce",
  "complaint",
  "unsubscribe",
  "suppressed",
  "opened",
] as const;
export type EventKind = (typeof eventKinds)[number];

export interface EventOptions {
  atMs: number;
  /** When it is signed, if not now: old signatures are stale. */
  signedAtMs: number;
  /** The id that makes a repeated delivery the same. */
  eventId: string;
  /** The signature version of SNS. */
  snsVersion: "1" | "2";
  topicArn: string;
}

/** A webhook as it goes over the wire. */
export interface SignedEvent {
  path: string;
  headers: Record<string, string>;
  body: string;
}

type Mail = Pick<AcceptedMail, "id" | "from" | "to" | "subject" | "mailId" | "headers">;

const unknownUser = "550 5.1.1 user unknown";
const mailboxFull = "452 4.2.2 mailbox full";

/**
 * The key that SendGrid's stand-in signs with: the example of RFC 7517, appendix A.2. Its public half
 * is given out by the control.
 */
export const SENDGRID_PRIVATE_KEY = createPrivateKey({
  key: {
    kty: "EC",
    crv: "P-256",
    d: "870MB6gfuTJ4HtUnUvYMyJpr5eUZNP4Bk43bVdj3eAE",
    x: "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
    y: "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM",
  },
  format: "jwk",
});

function resendEvent(kind: EventKind, mail: Mail, atMs: number): unknown {
  const types: Record<EventKind, string> = {
    delivered: "email.delivered",
    deferred: "email.delivery_delayed",
    "hard-bounce": "email.bounced",
    "soft-bounce": "email.bounced",
    complaint: "email.complained",
    unsubscribe: "contact.updated",
    suppressed: "email.suppressed",
    opened: "email.opened",
  };
  const bounce = {
    "hard-bounce": { type: "Permanent", subType: "General", message: unknownUser },
    "soft-bounce": { type: "Transient", subType: "MailboxFull", message: mailboxFull },
  };
  return {
    type: types[kind],
    created_at: new Date(atMs).toISOString(),
    data: {
      email_id: mail.id,
      from: mail.from,
      to: [mail.to],
      subject: mail.subject,
      created_at: new Date(atMs - 1_000).toISOString(),
      ...(mail.mailId === null ? {} : { tags: { mail_id: mail.mailId } }),
      ...(kind === "hard-bounce" || kind === "soft-bounce" ? { bounce: bounce[kind] } : {}),
      ...(kind === "suppressed"
        ? { suppressed: { type: "OnAccountSuppressionList", message: "suppressed" } }
        : {}),
    },
  };
}

function signResend(body: string, secrets: string[], options: EventOptions): SignedEvent {
  const timestamp = String(Math.floor(options.signedAtMs / 1_000));
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
    const text = `${options.eventId}.${timestamp}.${body}`;
    return `v1,${createHmac("sha256", key).update(text).digest("base64")}`;
  });
  return {
    path: "/webhooks/mail/resend",
    headers: {
      "content-type": "application/json",
      "svix-id": options.eventId,
      "svix-timestamp": timestamp,
      "svix-signature": signatures.join(" "),
    },
    body,
  };
}

function sendGridEvent(kind: EventKind, mail: Mail, { atMs, eventId }: EventOptions): unknown {
  const facts: Record<EventKind, object> = {
    delivered: { event: "delivered", response: "250 OK" },
    deferred: { event: "deferred", response: mailboxFull, attempt: "3" },
    "hard-bounce": { event: "bounce", type: "bounce", status: "5.1.1", reason: unknownUser },
    "soft-bounce": { event: "bounce", type: "blocked", status: "4.7.1", reason: "452 try later" },
    complaint: { event: "spamreport" },
    unsubscribe: { event: "unsubscribe" },
    suppressed: { event: "dropped", reason: "Bounced Address" },
    opened: { event: "open" },
  };
  return {
    email: mail.to,
    timestamp: Math.floor(atMs / 1_000),
    "smtp-id": `<${mail.id}@ismtpd>`,
    sg_event_id: eventId,
    sg_message_id: `${mail.id}.recvd-1`,
    ...(mail.mailId === null ? {} : { mail_id: mail.mailId }),
    ...facts[kind],
  };
}

function signSendGrid(body: string, options: EventOptions): SignedEvent {
  const timestamp = String(Math.floor(options.signedAtMs / 1_000));
  const signature = createSign("SHA256").update(`${timestamp}${body}`);
  return {
    path: "/webhooks/mail/sendgrid",
    headers: {
      "content-type": "application/json",
      "x-twilio-email-event-webhook-signature": signature.sign(SENDGRID_PRIVATE_KEY, "base64"),
      "x-twilio-email-event-webhook-timestamp": timestamp,
    },
    body,
  };
}

function mailgunEvent(kind: EventKind, mail: Mail, { atMs, eventId }: EventOptions): object {
  const facts: Record<EventKind, object> = {
    delivered: { event: "delivered", "delivery-status": { code: 250, message: "OK" } },
    deferred: {
      event: "failed",
      severity: "temporary",
      reason: "generic",
      "delivery-status": { code: 452, message: mailboxFull },
    },
    "hard-bounce": {
      event: "failed",
      severity: "permanent",
      reason: "bounce",
      "delivery-status": { code: 550, message: unknownUser, "enhanced-code": "5.1.1" },
    },
    "soft-bounce": {
      event: "failed",
      severity: "permanent",
      reason: "old",
      "delivery-status": { code: 602, description: "Too old" },
    },
    complaint: { event: "complained" },
    unsubscribe: { event: "unsubscribed" },
    suppressed: { event: "failed", severity: "permanent", reason: "suppress-bounce" },
    opened: { event: "opened" },
  };
  return {
    id: eventId,
    timestamp: atMs / 1_000,
    "log-level": "info",
    recipient: mail.to,
    "user-variables": mail.mailId === null ? {} : { mail_id: mail.mailId },
    message: { headers: { "message-id": mail.id.replaceAll(/[<>]/g, ""), to: mail.to } },
    ...facts[kind],
  };
}

function signMailgun(event: object, [secret = ""]: string[], options: EventOptions): SignedEvent {
  const timestamp = String(Math.floor(options.signedAtMs / 1_000));
  const token = createHmac("sha256", "token").update(options.eventId).digest("hex").slice(0, 50);
  const signature = createHmac("sha256", secret).update(`${timestamp}${token}`).digest("hex");
  return {
    path: "/webhooks/mail/mailgun",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ signature: { timestamp, token, signature }, "event-data": event }),
  };
}

function sesEvent(kind: EventKind, mail: Mail, { atMs, eventId }: EventOptions): object {
  const timestamp = new Date(atMs).toISOString();
  const recipient = { emailAddress: mail.to, status: "5.1.1", diagnosticCode: unknownUser };
  const facts: Record<EventKind, object> = {
    delivered: {
      eventType: "Delivery",
      delivery: { timestamp, recipients: [mail.to], smtpResponse: "250 OK" },
    },
    deferred: {
      eventType: "DeliveryDelay",
      deliveryDelay: { timestamp, delayType: "MailboxFull", delayedRecipients: [recipient] },
    },
    "hard-bounce": {
      eventType: "Bounce",
      bounce: {
        timestamp,
        feedbackId: eventId,
        bounceType: "Permanent",
        bounceSubType: "General",
        bouncedRecipients: [recipient],
      },
    },
    "soft-bounce": {
      eventType: "Bounce",
      bounce: {
        timestamp,
        feedbackId: eventId,
        bounceType: "Transient",
        bounceSubType: "MailboxFull",
        bouncedRecipients: [{ ...recipient, status: "4.2.2", diagnosticCode: mailboxFull }],
      },
    },
    complaint: {
      eventType: "Complaint",
      complaint: {
        timestamp,
        feedbackId: eventId,
        complainedRecipients: [{ emailAddress: mail.to }],
        complaintFeedbackType: "abuse",
      },
    },
    unsubscribe: {
      eventType: "Subscription",
      subscription: {
        timestamp,
        contactList: "news",
        newTopicPreferences: { unsubscribeAll: true },
      },
    },
    suppressed: {
      eventType: "Bounce",
      bounce: {
        timestamp,
        feedbackId: eventId,
        bounceType: "Permanent",
        bounceSubType: "OnAccountSuppressionList",
        bouncedRecipients: [recipient],
      },
    },
    opened: { eventType: "Open", open: { timestamp } },
  };
  return {
    mail: {
      timestamp,
      messageId: mail.id,
      destination: [mail.to],
      tags: mail.mailId === null ? {} : { mail_id: [mail.mailId] },
    },
    ...facts[kind],
  };
}

function cloudflareEvent(kind: EventKind, mail: Mail, { atMs, eventId }: EventOptions): object {
  const names: Record<EventKind, string> = {
    delivered: "delivered",
    deferred: "deferred",
    "hard-bounce": "bounced",
    "soft-bounce": "bounced",
    complaint: "complained",
    unsubscribe: "failed",
    suppressed: "rejected",
    opened: "failed",
  };
  const facts: Partial<Record<EventKind, object>> = {
    deferred: {
      bounce: { type: "soft", classification: "temporary_failure", reason: mailboxFull },
    },
    "hard-bounce": {
      bounce: { type: "hard", classification: "permanent_failure", reason: unknownUser },
    },
    "soft-bounce": {
      bounce: { type: "soft", classification: "temporary_failure", reason: mailboxFull },
    },
    complaint: { complaint: { type: "abuse" } },
    suppressed: {
      rejection: { reason: "suppressed", party: "recipient", detail: "Recipient is suppressed" },
    },
    unsubscribe: { failure: { reason: "delivery_failed" } },
  };
  return {
    type: `cf.email.sending.message.${names[kind]}`,
    source: { type: "email.sending", zoneId: "023e105f4ecef8ad9ca31a8372d0c353", domain: "x" },
    payload: {
      eventId,
      messageId: mail.id,
      sender: mail.from,
      recipient: mail.to,
      subject: mail.subject,
      terminal: kind !== "deferred",
      delivery: { status: names[kind] },
      ...facts[kind],
    },
    metadata: {
      accountId: "f9f79265f388666de8122cfb508d7776",
      eventSchemaVersion: 1,
      eventTimestamp: new Date(atMs).toISOString(),
    },
  };
}

/** What a service says of a mail, signed as it signs; Cloudflare's goes onto a queue, unsigned. */
export function signedEvent(
  world: World,
  sns: FakeSns,
  kind: EventKind,
  mail: Mail,
  given: Partial<EventOptions>,
): SignedEvent {
  const atMs = given.atMs ?? Date.now();
  const options: EventOptions = {
    atMs,
    signedAtMs: given.signedAtMs ?? atMs,
    eventId: given.eventId ?? randomUUID(),
    snsVersion: given.snsVersion ?? "2",
    topicArn: given.topicArn ?? "arn:aws:sns:eu-central-1:123456789012:mail",
  };
  switch (world.service) {
    case "resend":
      return signResend(
        JSON.stringify(resendEvent(kind, mail, atMs)),
        world.webhook.secrets,
        options,
      );
    case "sendgrid":
      return signSendGrid(JSON.stringify([sendGridEvent(kind, mail, options)]), options);
    case "mailgun":
      return signMailgun(mailgunEvent(kind, mail, options), world.webhook.secrets, options);
    case "ses": {
      const body = sns.sign(
        "Notification",
        {
          MessageId: options.eventId,
          TopicArn: options.topicArn,
          Subject: "Amazon SES Email Event Notification",
          Message: JSON.stringify(sesEvent(kind, mail, options)),
          Timestamp: new Date(options.signedAtMs).toISOString(),
        },
        options.snsVersion,
      );
      const headers = { "content-type": "text/plain; charset=UTF-8" };
      return { path: "/webhooks/mail/ses", headers, body };
    }
    case "cloudflare":
      return {
        path: "/__bench/mail-events",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(cloudflareEvent(kind, mail, options)),
      };
  }
}

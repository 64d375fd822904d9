import { type MailTopic, topicFacts } from "#features/preferences/schema";

/** The mails the product writes. Their words are in `words/`, in every language. */
export const templateNames = [
  "verify",
  "reset",
  "welcome",
  "already-registered",
  "magic-link",
  "new-device",
  "account-attacked",
  "password-changed",
  "email-change-agree",
  "email-change-prove",
  "email-changed",
  "two-factor-changed",
  "receipt",
  "payment-failed",
  "payment-recovered",
  "plan-frozen",
  "plan-changed",
  "refund-issued",
  "refund-failed",
  "topup-failed",
  "topup-cap-reached",
  "chargeback-opened",
  "card-expiring",
  "usage-alert",
  "pt-low",
  "spend-cap-reached",
  "dispute-update",
  "webhook-disabled",
  "channel-disabled",
  "margin-alert",
  "reconciliation-alert",
  "dispute-alert",
  "statement-ready",
  "invitation",
  "ownership-offered",
  "join-requested",
  "join-answered",
  "key-leaked",
  "program-stolen",
  "digest",
  "export-ready",
  "deletion-requested",
  "subject-request",
  "subject-answer",
] as const;
export type TemplateName = (typeof templateNames)[number];

/**
 * What each template needs to be written. All values are strings: `…AtMs` milliseconds since the
 * epoch, `…Pt` and `pt` decimal PT ("19000", "0.5"), `…Percent` and `percent` hundredths, `month`
 * "2026-11", `plan` a plan's slug or name. Amounts of PT that are "0" are not spoken of.
 */
export interface TemplateData {
  verify: LinkFacts;
  reset: LinkFacts;
  welcome: LinkFacts;
  "already-registered": { name: string; signInUrl: string; resetUrl: string };
  "magic-link": LinkFacts;
  /** `device` and `place` are empty when they are not known. */
  "new-device": LinkFacts & { atMs: string; device: string; place: string };
  "account-attacked": LinkFacts;
  "password-changed": LinkFacts;
  /** `email` is the new address, in all three. */
  "email-change-agree": LinkFacts & { email: string };
  "email-change-prove": LinkFacts & { email: string };
  "email-changed": LinkFacts & { email: string };
  "two-factor-changed": LinkFacts & { change: TwoFactorChange };
  /** `description` is a plan's slug, `topup`, or words of its own. */
  receipt: MoneyFacts & { description: string; invoiceNumber: string; pt: string };
  /** `step` 1 is the first failure, 4 the last warning before the plan is frozen. */
  "payment-failed": MoneyFacts & { step: string; graceEndsAtMs: string };
  "payment-recovered": MoneyFacts;
  "plan-frozen": LinkFacts & { plan: string };
  /** `atMs` is when it takes effect: the end of a trial, the start of a pause, the end of the period. */
  "plan-changed": LinkFacts & { change: PlanChange; plan: string; atMs: string };
  "refund-issued": MoneyFacts & { ptTaken: string };
  /** The bank did not take money that was sent back; `ptReturned` are the PT that came back with it. */
  "refund-failed": MoneyFacts & { ptReturned: string };
  /** `reason` is Stripe's decline code, or `turned_off` when automatic top-up was switched off. */
  "topup-failed": MoneyFacts & { reason: string };
  /** The amount is the monthly cap. */
  "topup-cap-reached": MoneyFacts;
  /** To the operator. `reason` is Stripe's. */
  "chargeback-opened": MoneyFacts & { reason: string; dueAtMs: string };
  /** `brand` as Stripe calls it. */
  "card-expiring": LinkFacts & { brand: string; last4: string; month: string };
  "usage-alert": LinkFacts & { percent: string; usedPt: string; grantedPt: string };
  "pt-low": LinkFacts & { availablePt: string };
  "spend-cap-reached": LinkFacts & { capPt: string };
  /** `message` is what a person wrote, at most 2,000 characters of it are shown; may be empty. */
  "dispute-update": LinkFacts & { step: DisputeStep; amountPt: string; message: string };
  /** `reason` is `gone` when the endpoint answered so, `failing` when nothing got through for days. */
  "webhook-disabled": LinkFacts & { endpoint: string; reason: string };
  /** `channel` is the name that people gave it, `reason` as for a webhook. */
  "channel-disabled": LinkFacts & { channel: string; reason: string };
  /** To the operator. `plan` may also name a model or a user. */
  "margin-alert": LinkFacts & { plan: string; marginPercent: string; light: "yellow" | "red" };
  /** To the operator. `open` counts discrepancies. */
  "reconciliation-alert": LinkFacts & { open: string };
  /** To the operator: what waits for them in a dispute. `dueAtMs` is until when. */
  "dispute-alert": LinkFacts & { alert: DisputeAlert; amountPt: string; dueAtMs: string };
  "statement-ready": LinkFacts & { month: string };
  /** Into a workspace. The link is for this mail alone. */
  invitation: LinkFacts & { workspace: string; inviter: string; expiresAtMs: string };
  "ownership-offered": LinkFacts & { workspace: string; inviter: string };
  /** To who may decide. `asker` is the name of who asks, `email` their address. */
  "join-requested": LinkFacts & { workspace: string; asker: string; email: string };
  "join-answered": LinkFacts & { workspace: string; answer: JoinAnswer };
  /** `prefix` is the visible start of the key, `where` the address it was found at or empty. */
  "key-leaked": LinkFacts & { key: string; prefix: string; where: string };
  /** `program` is what the program calls itself. */
  "program-stolen": LinkFacts & { program: string; workspace: string };
  /** What happened in a day or a week: `daily` or `weekly`, until `untilAtMs`. */
  digest: LinkFacts & {
    period: string;
    untilAtMs: string;
    usedPt: string;
    answers: string;
    notices: string;
  };
  "export-ready": LinkFacts & { expiresAtMs: string };
  "deletion-requested": LinkFacts & { dueAtMs: string };
  /** To prove the address of somebody who asks about their data. */
  "subject-request": LinkFacts;
  /** `message` is what the operator wrote. */
  "subject-answer": LinkFacts & { message: string };
}

/** Whom it is for, and where the button leads. */
interface LinkFacts {
  name: string;
  url: string;
}

/** An amount in the currency's minor unit. */
interface MoneyFacts extends LinkFacts {
  amountMinor: string;
  currency: string;
}

export type PlanChange =
  | "started"
  | "trial-started"
  | "trial-ending"
  | "upgraded"
  | "downgrade-scheduled"
  | "downgraded"
  | "cancel-scheduled"
  | "canceled"
  | "resumed"
  | "paused";

/** `codes` made new backup codes, `code-used` used one up. */
export type TwoFactorChange = "on" | "off" | "codes" | "code-used";

export type JoinAnswer = "approved" | "declined";

export type DisputeStep =
  | "opened"
  | "asked"
  | "answered"
  | "approved"
  | "partly"
  | "denied"
  | "withdrawn"
  | "expired";

/** A dispute was opened, its deadline has passed, or a decision waits for a second operator. */
export type DisputeAlert = "new" | "overdue" | "second-approval";

/** `urgent` is what someone sits and waits for, `bulk` what goes to many at once. */
export const mailLanes = ["urgent", "normal", "bulk"] as const;
export type MailLane = (typeof mailLanes)[number];

export interface TemplateFacts {
  lane: MailLane;
  /** Nobody can unsubscribe from it: it is part of the contract, or protects the account. */
  essential: boolean;
  topic: MailTopic;
}

function travels(lane: MailLane, topic: MailTopic): TemplateFacts {
  return { lane, topic, essential: topic !== "digest" && topicFacts[topic].essential };
}

/** How each template travels, and what it is about: people choose by it. */
export const templateFacts: Record<TemplateName, TemplateFacts> = {
  verify: travels("urgent", "account"),
  reset: travels("urgent", "account"),
  welcome: travels("normal", "account"),
  "already-registered": travels("urgent", "account"),
  "magic-link": travels("urgent", "account"),
  "new-device": travels("urgent", "account"),
  "account-attacked": travels("urgent", "account"),
  "password-changed": travels("urgent", "account"),
  "email-change-agree": travels("urgent", "account"),
  "email-change-prove": travels("urgent", "account"),
  "email-changed": travels("urgent", "account"),
  "two-factor-changed": travels("urgent", "account"),
  receipt: travels("normal", "payments"),
  "payment-failed": travels("normal", "payments"),
  "payment-recovered": travels("normal", "payments"),
  "plan-frozen": travels("normal", "payments"),
  "plan-changed": travels("normal", "payments"),
  "refund-issued": travels("normal", "payments"),
  "refund-failed": travels("normal", "payments"),
  "topup-failed": travels("normal", "topups"),
  "topup-cap-reached": travels("normal", "topups"),
  "chargeback-opened": travels("normal", "operations"),
  "card-expiring": travels("normal", "payments"),
  "usage-alert": travels("normal", "usage"),
  "pt-low": travels("normal", "usage"),
  "spend-cap-reached": travels("normal", "usage"),
  "dispute-update": travels("normal", "disputes"),
  "webhook-disabled": travels("normal", "integrations"),
  "channel-disabled": travels("normal", "integrations"),
  "margin-alert": travels("normal", "operations"),
  "reconciliation-alert": travels("normal", "operations"),
  "dispute-alert": travels("normal", "operations"),
  "statement-ready": travels("bulk", "statements"),
  invitation: travels("normal", "account"),
  "ownership-offered": travels("normal", "account"),
  "join-requested": travels("normal", "team"),
  "join-answered": travels("normal", "team"),
  "key-leaked": travels("urgent", "security"),
  "program-stolen": travels("urgent", "security"),
  digest: travels("bulk", "digest"),
  "export-ready": travels("normal", "account"),
  "deletion-requested": travels("normal", "account"),
  "subject-request": travels("urgent", "account"),
  "subject-answer": travels("normal", "account"),
};

/** Those that may go to someone who has no account here. */
export const outsideTemplates: ReadonlySet<TemplateName> = new Set([
  "invitation",
  "subject-request",
  "subject-answer",
]);

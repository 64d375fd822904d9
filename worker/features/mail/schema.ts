/** The mails the product writes. Their words are in `templates/`, in every language. */
export const templateNames = [
  "verify",
  "reset",
  "welcome",
  "already-registered",
  "receipt",
  "payment-failed",
  "payment-recovered",
  "plan-frozen",
  "plan-changed",
  "refund-issued",
  "topup-failed",
  "topup-cap-reached",
  "chargeback-opened",
  "card-expiring",
  "usage-alert",
  "pt-low",
  "spend-cap-reached",
  "dispute-update",
  "webhook-disabled",
  "margin-alert",
  "reconciliation-alert",
  "statement-ready",
] as const;
export type TemplateName = (typeof templateNames)[number];

/** What each template needs to be written. */
export interface TemplateData {
  verify: { name: string; url: string };
  reset: { name: string; url: string };
  welcome: { name: string; url: string };
  "already-registered": { name: string; signInUrl: string; resetUrl: string };
  receipt: MoneyFacts & { description: string; invoiceNumber: string; pt: string };
  /** `step` 1 is the first failure, 4 the last warning before the plan is frozen. */
  "payment-failed": MoneyFacts & { step: string; graceEndsAtMs: string };
  "payment-recovered": MoneyFacts;
  "plan-frozen": LinkFacts & { plan: string };
  "plan-changed": LinkFacts & { change: PlanChange; plan: string; atMs: string };
  "refund-issued": MoneyFacts & { ptTaken: string };
  "topup-failed": MoneyFacts & { reason: string };
  "topup-cap-reached": MoneyFacts;
  /** To the operator. */
  "chargeback-opened": MoneyFacts & { reason: string; dueAtMs: string };
  "card-expiring": LinkFacts & { brand: string; last4: string; month: string };
  "usage-alert": LinkFacts & { percent: string; usedPt: string; grantedPt: string };
  "pt-low": LinkFacts & { availablePt: string };
  "spend-cap-reached": LinkFacts & { capPt: string };
  "dispute-update": LinkFacts & { step: DisputeStep; amountPt: string; message: string };
  "webhook-disabled": LinkFacts & { endpoint: string; reason: string };
  /** To the operator. */
  "margin-alert": LinkFacts & { plan: string; marginPercent: string; light: "yellow" | "red" };
  /** To the operator. */
  "reconciliation-alert": LinkFacts & { open: string };
  "statement-ready": LinkFacts & { month: string };
}

/** Whom it is for, and where the button leads. All data of mails are strings. */
interface LinkFacts {
  name: string;
  url: string;
}

/** An amount in the currency's minor unit, both as strings. */
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

export type DisputeStep =
  | "opened"
  | "asked"
  | "answered"
  | "approved"
  | "partly"
  | "denied"
  | "withdrawn"
  | "expired";

export type MailState = "waiting" | "sent";

/** A mail as the local outbox shows it. The written parts are empty until it was delivered. */
export interface MailView {
  id: string;
  to: string;
  template: TemplateName;
  locale: string;
  state: MailState;
  subject: string;
  text: string;
  html: string;
  headers: Record<string, string>;
  /** The whole message as RFC 5322 has it. */
  raw: string;
  createdAtMs: number;
  sentAtMs: number | null;
}

/** The mails the product writes. Their words are in `words/`, in every language. */
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
  /** `description` is a plan's slug, `topup`, or words of its own. */
  receipt: MoneyFacts & { description: string; invoiceNumber: string; pt: string };
  /** `step` 1 is the first failure, 4 the last warning before the plan is frozen. */
  "payment-failed": MoneyFacts & { step: string; graceEndsAtMs: string };
  "payment-recovered": MoneyFacts;
  "plan-frozen": LinkFacts & { plan: string };
  /** `atMs` is when it takes effect: the end of a trial, the start of a pause, the end of the period. */
  "plan-changed": LinkFacts & { change: PlanChange; plan: string; atMs: string };
  "refund-issued": MoneyFacts & { ptTaken: string };
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
  /** To the operator. `plan` may also name a model or a user. */
  "margin-alert": LinkFacts & { plan: string; marginPercent: string; light: "yellow" | "red" };
  /** To the operator. `open` counts discrepancies. */
  "reconciliation-alert": LinkFacts & { open: string };
  "statement-ready": LinkFacts & { month: string };
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

import type { TemplateData, TemplateName } from "#features/mail/schema";
import type { Plan } from "#platform/ctx";
import type { Figures } from "./figures.ts";

/** A line of the small table that a mail may carry. */
export interface Fact {
  label: string;
  value: string;
}

/** A mail before it gets its form: what it says, in one language. */
export interface Wording {
  subject: string;
  paragraphs: string[];
  facts?: Fact[];
  /** What a person wrote, shown as theirs. */
  quote?: string;
  action: { label: string; url: string };
  /** A second way, for mails that offer two. */
  otherAction?: { label: string; url: string };
  /** Small print under the action. */
  after: string[];
}

export type TemplateWords = {
  [T in TemplateName]: (data: TemplateData[T], figures: Figures) => Wording;
};

export type AccountWords = Pick<
  TemplateWords,
  "verify" | "reset" | "welcome" | "already-registered"
>;

export type SecurityWords = Pick<
  TemplateWords,
  | "magic-link"
  | "new-device"
  | "account-attacked"
  | "password-changed"
  | "email-change-agree"
  | "email-change-prove"
  | "email-changed"
  | "two-factor-changed"
>;

export type PlanWords = Pick<TemplateWords, "plan-changed" | "plan-frozen">;

export type PaymentWords = Pick<
  TemplateWords,
  | "receipt"
  | "payment-failed"
  | "payment-recovered"
  | "refund-issued"
  | "refund-failed"
  | "topup-failed"
  | "topup-cap-reached"
  | "card-expiring"
  | "statement-ready"
>;

export type CreditWords = Pick<
  TemplateWords,
  | "usage-alert"
  | "pt-low"
  | "spend-cap-reached"
  | "dispute-update"
  | "webhook-disabled"
  | "channel-disabled"
>;

export type DigestWords = Pick<TemplateWords, "digest">;

export type OperatorWords = Pick<
  TemplateWords,
  "chargeback-opened" | "margin-alert" | "reconciliation-alert" | "dispute-alert"
>;

export type TeamWords = Pick<
  TemplateWords,
  | "invitation"
  | "ownership-offered"
  | "join-requested"
  | "join-answered"
  | "key-leaked"
  | "program-stolen"
>;
export type PrivacyWords = Pick<
  TemplateWords,
  "export-ready" | "deletion-requested" | "subject-request" | "subject-answer"
>;

/** Everything the product says by mail, in one language. */
export interface Words {
  greeting(name: string): string;
  /** Above the address of an action, for readers whose button does nothing. */
  linkHint: string;
  footer(host: string): string;
  /** Why a mail cannot be switched off. */
  essential: string;
  /** Why it came to someone who may have no account here. */
  outside: string;
  /** Links of the footer. */
  preferences: string;
  unsubscribe: string;
  /** A fact on one line of text. */
  fact(fact: Fact): string;
  /** Of the plans, and of a top-up, by the slug that mails carry. */
  names: Record<Plan | "topup", string>;
  templates: TemplateWords;
}

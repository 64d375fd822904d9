import type { MailTopic } from "#features/preferences/schema";
import type { MailState } from "./state-schema.ts";
import type { TemplateName } from "./template-schema.ts";

export type { MailTopic };
export type { MailTransportName } from "#platform/mail/transport";
export * from "./operator-schema.ts";
export * from "./state-schema.ts";
export * from "./template-schema.ts";

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

/** What an address gets, as the page of an unsubscribe link shows it. */
export interface MailChoices {
  address: string;
  /** What the mail with the link was about. */
  topic: MailTopic;
  /** All that can be stopped. */
  topics: { topic: MailTopic; on: boolean }[];
}

/** The mails the product writes. Their words are in `templates/`, in every language. */
export const templateNames = ["verify", "reset", "welcome", "already-registered"] as const;
export type TemplateName = (typeof templateNames)[number];

/** What each template needs to be written. */
export interface TemplateData {
  verify: { name: string; url: string };
  reset: { name: string; url: string };
  welcome: { name: string; url: string };
  "already-registered": { name: string; signInUrl: string; resetUrl: string };
}

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

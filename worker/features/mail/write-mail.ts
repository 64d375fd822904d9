import { mailContent, type MailPlace } from "./mail-content.ts";
import type { TemplateData, TemplateName } from "./schema.ts";
import { writeText } from "./write-text.ts";

/** A mail as its reader gets it, both ways. */
export interface WrittenMail {
  subject: string;
  text: string;
  html: string;
}

/**
 * The form of all mails, as it is stored with each. It rises whenever a mail would look or read
 * differently than one of before with the same words; `mail-layout.test.tsx` notices.
 */
export const LAYOUT_VERSION = 3;

/** Writes a mail in that language, English when the product does not speak it. */
export async function writeMail<T extends TemplateName>(
  template: T,
  locale: string,
  data: TemplateData[T],
  place: MailPlace,
): Promise<WrittenMail> {
  const content = mailContent(template, locale, data, place);
  // The layout and its components are needed where mails are written, not where pages are served.
  const { renderHtml } = await import("./render-html.tsx");
  return { subject: content.subject, text: writeText(content), html: await renderHtml(content) };
}

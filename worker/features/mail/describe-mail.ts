import { mailContent } from "./mail-content.ts";
import type { TemplateData, TemplateName } from "./schema.ts";

/** A mail in a few words: for channels that have room for no more. */
export interface MailGist {
  title: string;
  text: string;
  action: string;
}

/** What a mail of that template would say, without greeting or footer. */
export function describeMail<T extends TemplateName>(
  template: T,
  locale: string,
  data: TemplateData[T],
  origin: string,
): MailGist {
  const { subject, paragraphs, action } = mailContent(template, locale, data, { origin });
  // Marks of direction are for lines that others share; here each text stands alone.
  const plain = (text: string) => text.replace(/[\u2066-\u2069]/g, "");
  return { title: plain(subject), text: plain(paragraphs[0] ?? ""), action: action.label };
}

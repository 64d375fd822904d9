import type { TemplateData, TemplateName } from "./schema.ts";
import { ar } from "./words/ar.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import type { Wording, Words } from "./words/words.ts";

const languages: Record<string, Words> = { ar, de, en, es, fr };

/** A mail as its reader gets it, both ways. */
export interface WrittenMail {
  subject: string;
  text: string;
  html: string;
}

const plain = (_words: Words, data: { name: string; url: string }): Wording => ({
  subject: "Selvedge",
  paragraphs: Object.values(data),
  action: { label: "Selvedge", url: data.url },
  after: [],
});

const templates: {
  [T in TemplateName]: (words: Words, data: TemplateData[T]) => Wording;
} = {
  verify: (words, data) => words.verify(data),
  reset: (words, data) => words.reset(data),
  welcome: (words, data) => words.welcome(data),
  "already-registered": (words, data) => words.alreadyRegistered(data),
  receipt: plain,
  "payment-failed": plain,
  "payment-recovered": plain,
  "plan-frozen": plain,
  "plan-changed": plain,
  "refund-issued": plain,
  "topup-failed": plain,
  "topup-cap-reached": plain,
  "chargeback-opened": plain,
  "card-expiring": plain,
  "usage-alert": plain,
  "pt-low": plain,
  "spend-cap-reached": plain,
  "dispute-update": plain,
  "webhook-disabled": plain,
  "margin-alert": plain,
  "reconciliation-alert": plain,
  "statement-ready": plain,
};

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

/** A name is written on one line and is not a way to smuggle a link or a paragraph in. */
function plainName(name: string): string {
  return name
    .replace(/\p{C}+/gu, " ")
    .replace(/\b(?:https?:\/\/|www\.)\S*/giu, "…")
    .trim();
}

function writeText(words: Words, name: string, wording: Wording, host: string): string {
  const actions = [wording.action, wording.otherAction].filter((action) => action !== undefined);
  return [
    words.greeting(name),
    ...wording.paragraphs,
    ...actions.map(({ label, url }) => `${label}:\n${url}`),
    ...wording.after,
    `--\n${words.footer(host)}`,
  ].join("\n\n");
}

const paragraphStyle = "margin:0 0 16px";
const buttonStyle =
  "display:inline-block;background:#2b3a67;color:#ffffff;text-decoration:none;font-weight:600;padding:10px 18px;border-radius:8px";
const smallStyle = "margin:0 0 8px;color:#5b6070;font-size:13px;line-height:20px";

function writeHtml(
  words: Words,
  locale: string,
  name: string,
  wording: Wording,
  host: string,
): string {
  const dir = locale === "ar" ? "rtl" : "ltr";
  const { action, otherAction } = wording;
  const paragraph = (text: string) => `<p style="${paragraphStyle}">${escapeHtml(text)}</p>`;
  const small = (text: string) => `<p style="${smallStyle}">${escapeHtml(text)}</p>`;
  const address = escapeHtml(action.url);
  return [
    `<!doctype html><html lang="${locale}" dir="${dir}"><head><meta charset="utf-8">`,
    `<meta name="viewport" content="width=device-width"><title>${escapeHtml(wording.subject)}</title></head>`,
    `<body style="margin:0;background:#f6f6f8;color:#1a1c25;font:16px/24px system-ui,sans-serif">`,
    `<div style="max-width:520px;margin:0 auto;padding:32px 24px;background:#ffffff;border-top:4px solid #b3263a">`,
    paragraph(words.greeting(name)),
    ...wording.paragraphs.map(paragraph),
    `<p style="margin:24px 0"><a href="${address}" style="${buttonStyle}">${escapeHtml(action.label)}</a></p>`,
    otherAction === undefined
      ? ""
      : `<p style="${paragraphStyle}"><a href="${escapeHtml(otherAction.url)}" style="color:#2b3a67">${escapeHtml(otherAction.label)}</a></p>`,
    ...wording.after.map(small),
    small(words.linkHint),
    `<p style="${smallStyle}" dir="ltr"><a href="${address}" style="color:#2b3a67;word-break:break-all">${address}</a></p>`,
    `<hr style="border:0;border-top:1px solid #dcdee6;margin:24px 0 12px">`,
    small(words.footer(host)),
    "</div></body></html>",
  ].join("\n");
}

/** Writes a mail in that language, English when the product does not speak it. */
export function writeMail<T extends TemplateName>(
  template: T,
  locale: string,
  data: TemplateData[T],
  origin: string,
): WrittenMail {
  const known = locale in languages ? locale : "en";
  const words = languages[known] ?? en;
  const wording = templates[template](words, data);
  const { host } = new URL(origin);
  const name = plainName(data.name);
  return {
    subject: wording.subject,
    text: writeText(words, name, wording, host),
    html: writeHtml(words, known, name, wording, host),
  };
}

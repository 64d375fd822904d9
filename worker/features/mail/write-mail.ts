import type { TemplateData, TemplateName } from "./schema.ts";
import { ar } from "./words/ar.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { figuresFor } from "./words/figures.ts";
import type { Fact, Wording, Words } from "./words/words.ts";

const languages: Record<string, Words> = { ar, de, en, es, fr };

const TEXT_MAX = 300;
const QUOTE_MAX = 2_000;

/** A mail as its reader gets it, both ways. */
export interface WrittenMail {
  subject: string;
  text: string;
  html: string;
}

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

/** Controls, halves of characters, and marks that turn the direction of what follows. */
const UNSAFE = /[\p{Cc}\p{Cs}\p{Co}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu;

/** What others wrote stays on one line, without characters that change how the rest is read. */
function plainText(text: string): string {
  return text.slice(0, TEXT_MAX).replace(UNSAFE, " ").trim();
}

/** What a person wrote at length keeps its lines. */
function plainLines(text: string): string {
  const lines = text.slice(0, QUOTE_MAX).split(/\r?\n/);
  return lines
    .map((line) => line.replace(UNSAFE, " ").trimEnd())
    .join("\n")
    .trim();
}

/** Addresses of buttons are our own; everything else may come from outside. */
function cleaned<D extends object>(data: D): D {
  const entries = Object.entries(data as Record<string, string>).map(([name, value]) => {
    if (/url$/i.test(name)) return [name, value];
    return [name, name === "message" ? plainLines(value) : plainText(value)];
  });
  return Object.fromEntries(entries) as D;
}

/** What is known; a fact without a value is not shown. */
function factsOf({ facts = [] }: Wording): Fact[] {
  return facts.filter(({ value }) => value !== "");
}

function quoteOf(wording: Wording): string | undefined {
  return wording.quote === "" ? undefined : wording.quote;
}

function writeText(words: Words, name: string, wording: Wording, host: string): string {
  const actions = [wording.action, wording.otherAction].filter((action) => action !== undefined);
  const facts = factsOf(wording)
    .map((fact) => words.fact(fact))
    .join("\n");
  const quote = quoteOf(wording)?.replaceAll(/^/gm, "> ");
  return [
    words.greeting(name),
    ...wording.paragraphs,
    ...(quote === undefined ? [] : [quote]),
    ...(facts === "" ? [] : [facts]),
    ...actions.map(({ label, url }) => `${label}:\n${url}`),
    ...wording.after,
    `--\n${words.footer(host)}`,
  ].join("\n\n");
}

const paragraphStyle = "margin:0 0 16px";
const buttonStyle =
  "display:inline-block;background:#2b3a67;color:#ffffff;text-decoration:none;font-weight:600;padding:10px 18px;border-radius:8px";
const smallStyle = "margin:0 0 8px;color:#5b6070;font-size:13px;line-height:20px";

const cellStyle = "padding:8px 0;border-top:1px solid #dcdee6;vertical-align:top";

function factsTable(wording: Wording): string {
  const facts = factsOf(wording);
  if (facts.length === 0) return "";
  const rows = facts.map(
    ({ label, value }) =>
      `<tr><th scope="row" style="${cellStyle};font-weight:400;color:#5b6070;text-align:start;padding-inline-end:16px">${escapeHtml(label)}</th><td style="${cellStyle};text-align:end;font-variant-numeric:tabular-nums;word-break:break-word">${escapeHtml(value)}</td></tr>`,
  );
  return `<table cellpadding="0" cellspacing="0" style="width:100%;border-collapse:collapse;margin:0 0 16px;border-bottom:1px solid #dcdee6">${rows.join("")}</table>`;
}

function quoteBlock(wording: Wording): string {
  const quote = quoteOf(wording);
  if (quote === undefined) return "";
  const lines = escapeHtml(quote).replaceAll("\n", "<br>");
  return `<blockquote dir="auto" style="margin:0 0 16px;padding:4px 16px;border-inline-start:3px solid #dcdee6;color:#3a3e4d">${lines}</blockquote>`;
}

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
    quoteBlock(wording),
    factsTable(wording),
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
  const known = Object.hasOwn(languages, locale) ? locale : "en";
  const words = languages[known] ?? en;
  const wording = words.templates[template](cleaned(data), figuresFor(known, words.names));
  const { host } = new URL(origin);
  const name = plainName(data.name);
  return {
    subject: wording.subject,
    text: writeText(words, name, wording, host),
    html: writeHtml(words, known, name, wording, host),
  };
}

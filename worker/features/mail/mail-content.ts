import { outsideTemplates, type TemplateData, type TemplateName } from "./schema.ts";
import { ar } from "./words/ar.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import { figuresFor } from "./words/figures.ts";
import type { Fact, Words } from "./words/words.ts";

const languages: Record<string, Words> = { ar, de, en, es, fr };

const TEXT_MAX = 300;
const QUOTE_MAX = 2_000;
const PREHEADER_MAX = 140;

/** Where a mail comes from, and how its reader stops more of its kind. */
export interface MailPlace {
  origin: string;
  /** Absent for mails that nobody can unsubscribe from. */
  unsubscribeUrl?: string | undefined;
}

export interface MailLink {
  label: string;
  url: string;
}

/** All that a mail says, in its reader's language, before it becomes text or HTML. */
export interface MailContent {
  locale: string;
  dir: "ltr" | "rtl";
  subject: string;
  /** What a list of mails shows beside the subject. */
  preheader: string;
  greeting: string;
  paragraphs: string[];
  quote: string | undefined;
  facts: Fact[];
  factLine: (fact: Fact) => string;
  action: MailLink;
  otherAction: MailLink | undefined;
  after: string[];
  linkHint: string;
  footer: { notes: string[]; links: MailLink[] };
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

/** Names that people and programs give themselves and their things. */
const givenNames: ReadonlySet<string> = new Set([
  "name",
  "workspace",
  "inviter",
  "asker",
  "program",
  "key",
  "channel",
]);

/** Addresses of buttons are our own; everything else may come from outside. */
function cleaned<D extends object>(data: D): D {
  const entries = Object.entries(data as Record<string, string>).map(([name, value]) => {
    if (/url$/i.test(name)) return [name, value];
    if (givenNames.has(name)) return [name, plainName(plainText(value))];
    return [name, name === "message" ? plainLines(value) : plainText(value)];
  });
  return Object.fromEntries(entries) as D;
}

/** The start of a text. Marks of direction that it would cut apart are left out. */
function shortened(paragraph: string): string {
  const text = paragraph.replace(/[\u2066-\u2069]/g, "");
  return text.length <= PREHEADER_MAX ? text : `${text.slice(0, PREHEADER_MAX - 1).trimEnd()}…`;
}

function footerOf(
  template: TemplateName,
  words: Words,
  { origin, unsubscribeUrl }: MailPlace,
): MailContent["footer"] {
  const preferences = { label: words.preferences, url: `${origin}/account/notifications` };
  const sentBy = words.footer(new URL(origin).host);
  if (unsubscribeUrl !== undefined) {
    const unsubscribe = { label: words.unsubscribe, url: unsubscribeUrl };
    return { notes: [sentBy], links: [preferences, unsubscribe] };
  }
  return outsideTemplates.has(template)
    ? { notes: [words.outside, sentBy], links: [] }
    : { notes: [words.essential, sentBy], links: [preferences] };
}

/** What a mail says in that language, English when the product does not speak it. */
export function mailContent<T extends TemplateName>(
  template: T,
  locale: string,
  data: TemplateData[T],
  place: MailPlace,
): MailContent {
  const known = Object.hasOwn(languages, locale) ? locale : "en";
  const words = languages[known] ?? en;
  const clean = cleaned(data);
  const wording = words.templates[template](clean, figuresFor(known, words.names));
  const { subject, paragraphs, facts = [], quote, action, otherAction, after } = wording;
  return {
    locale: known,
    dir: known === "ar" ? "rtl" : "ltr",
    subject,
    preheader: shortened(paragraphs[0] ?? ""),
    greeting: words.greeting(clean.name),
    paragraphs,
    quote: quote === "" ? undefined : quote,
    // A fact without a value is not known.
    facts: facts.filter(({ value }) => value !== ""),
    factLine: (fact) => words.fact(fact),
    action,
    otherAction,
    after,
    linkHint: words.linkHint,
    footer: footerOf(template, words, place),
  };
}

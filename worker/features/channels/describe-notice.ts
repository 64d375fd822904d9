import { describeMail } from "#features/mail";
import { type TemplateData, type TemplateName, templateNames } from "#features/mail/schema";
import { type NoticeData, noticeTopics, type NoticeKind } from "#features/notices/schema";
import type { ChannelMessage } from "./format-message.ts";
import { ar } from "./words/ar.ts";
import { de } from "./words/de.ts";
import { en } from "./words/en.ts";
import { es } from "./words/es.ts";
import { fr } from "./words/fr.ts";
import type { NoticeWords, WordedKind } from "./words/words.ts";

const languages: Record<string, NoticeWords> = { ar, de, en, es, fr };

/** A notice as it was written. */
export interface DescribedNotice {
  id: string;
  kind: NoticeKind;
  data: NoticeData;
  href: string;
  atMs: number;
}

const urgentKinds: ReadonlySet<NoticeKind> = new Set([
  "debt",
  "payment-failed",
  "plan-frozen",
  "pt-low",
  "spend-cap-reached",
]);

/** Whether somebody should hear of it now: it does not wait for the end of quiet hours. */
export function isUrgentNotice(kind: NoticeKind): boolean {
  return urgentKinds.has(kind) || noticeTopics[kind] === "security";
}

function wordsFor(locale: string): NoticeWords {
  return (Object.hasOwn(languages, locale) ? languages[locale] : undefined) ?? en;
}

/** The values that texts are filled with, in the reader's figures. */
function valuesOf(data: NoticeData, locale: string): Record<string, string> {
  const known = locale === "ar" ? "ar-u-nu-latn" : locale;
  const pt = (text = "0") =>
    `${new Intl.NumberFormat(known, { maximumFractionDigits: 2 }).format(Number(text))} PT`;
  const percent = new Intl.NumberFormat(known, { style: "percent" });
  return {
    percent: percent.format(Number(data["percent"] ?? 0) / 100),
    used: pt(data["usedPt"]),
    amount: pt(data["amountPt"]),
  };
}

function ownWords(kind: WordedKind, locale: string, data: NoticeData) {
  const { texts, action } = wordsFor(locale);
  const values = valuesOf(data, locale);
  const fill = (text: string) =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
  const [title, text] = texts[kind];
  return { title: fill(title), text: fill(text), action };
}

function isTemplate(kind: string): kind is TemplateName {
  return templateNames.some((name) => name === kind);
}

function gistOf({ kind, data }: DescribedNotice, locale: string, url: string, origin: string) {
  if (Object.hasOwn(en.texts, kind)) return ownWords(kind as WordedKind, locale, data);
  if (!isTemplate(kind)) return ownWords("other", locale, data);
  const facts = { message: "", ...data, name: "", url } as unknown as TemplateData[typeof kind];
  try {
    return describeMail(kind, locale, facts, origin);
  } catch {
    // Facts of another time than the words: what happened can still be looked up.
    return ownWords("other", locale, data);
  }
}

/** A notice in a language, as channels carry it: in the words of its mail, where it has one. */
export function describeNotice(
  notice: DescribedNotice,
  locale: string,
  origin: string,
): ChannelMessage {
  const url = `${origin}${notice.href}`;
  const { id, kind, data, atMs } = notice;
  return {
    ...gistOf(notice, locale, url, origin),
    url,
    urgent: isUrgentNotice(kind),
    facts: { id, kind, data, atMs },
  };
}

/** What a channel is tried with. */
export function describeTest(
  locale: string,
  origin: string,
  { id, href, atMs }: { id: string; href: string; atMs: number },
): ChannelMessage {
  const gist = ownWords("test", locale, {});
  return {
    ...gist,
    url: `${origin}${href}`,
    urgent: false,
    facts: { id, kind: "test", data: {}, atMs },
  };
}

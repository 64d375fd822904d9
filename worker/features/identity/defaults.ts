import { type Locale, locales } from "./schema.ts";

/** The language to write to someone in: theirs when the product has it, else English. */
export function knownLocale(locale: string): Locale {
  return locales.find((known) => known === locale) ?? "en";
}

/** What to call someone who gave no name. */
export function nameFromEmail(email: string): string {
  return email.slice(0, Math.max(email.indexOf("@"), 1)).slice(0, 80);
}

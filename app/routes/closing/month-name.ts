import { getLocale } from "#locale";

/** "October 2026" for "2026-10", in the reader's language. */
export function monthName(month: string): string {
  const locale = getLocale();
  const format = new Intl.DateTimeFormat(locale === "ar" ? "ar-u-nu-latn" : locale, {
    month: "long",
    year: "numeric",
    timeZone: "UTC",
  });
  return format.format(Date.parse(`${month}-01T00:00:00Z`));
}

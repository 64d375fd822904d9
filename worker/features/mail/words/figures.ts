import { invariant } from "#core/assert";

const NO_BREAK_SPACE = "\u00a0";

/** Amounts, dates and names of plans as the reader of a mail expects them. */
export interface Figures {
  /** From integer minor units: "1250" and "usd" become $12.50. */
  money: (facts: { amountMinor: string; currency: string }) => string;
  /** From a decimal string of PT, with at most two decimals. */
  pt: (pt: string) => string;
  /** The day in UTC, which is said. */
  date: (atMs: string) => string;
  /** From "2026-11": the month with its year. */
  month: (month: string) => string;
  /** From a number of hundredths: "80" is 80 %. */
  percent: (percent: string) => string;
  count: (count: string) => string;
  /** What is bought: our word for a plan or a top-up (`Pro`, `topup`), else the given name. */
  name: (name: string) => string;
  /** What reads from left to right in every language: addresses, numbers of invoices. */
  code: (text: string) => string;
}

/** Latin digits in every language, as in the product. */
function intlLocale(locale: string): string {
  return locale === "ar" ? "ar-u-nu-latn" : locale;
}

function numberOf(text: string): number {
  const value = Number(text);
  invariant(text.trim() !== "" && Number.isFinite(value), `"${text}" in a mail is a number`);
  return value;
}

/** True for an amount above zero, so that a mail does not speak of nothing. */
export function isSome(amount: string): boolean {
  return Number(amount) > 0;
}

const cardBrands: Record<string, string> = {
  amex: "American Express",
  cartes_bancaires: "Cartes Bancaires",
  diners: "Diners Club",
  discover: "Discover",
  jcb: "JCB",
  mastercard: "Mastercard",
  unionpay: "UnionPay",
  visa: "Visa",
};

/** The name on the card of a brand as Stripe calls it. */
export function cardBrand(brand: string): string {
  return cardBrands[brand] ?? brand;
}

function moneyFormat(locale: string, currency: string): (amountMinor: number) => string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return (amountMinor) => format.format(amountMinor / 10 ** digits);
}

const numberFormats = new Map<string, Intl.NumberFormat>();

/** Formats are dear to make and the same for all mails of a language. */
function numberFormat(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const name = `${locale} ${JSON.stringify(options)}`;
  const format = numberFormats.get(name) ?? new Intl.NumberFormat(locale, options);
  numberFormats.set(name, format);
  return format;
}

/** The figures of a mail in that language; `names` are its words for what is bought. */
export function figuresFor(locale: string, names: Record<string, string>): Figures {
  const known = intlLocale(locale);
  const rightToLeft = locale === "ar";
  const ltr = (text: string) => (rightToLeft ? `\u2066${text}\u2069` : text);
  const isolated = (text: string) => (rightToLeft ? `\u2068${text}\u2069` : text);
  const number = (value: number, options: Intl.NumberFormatOptions = {}) =>
    numberFormat(known, options).format(value);
  return {
    money: ({ amountMinor, currency }) =>
      // Intl's own marks would tear "US$" apart within right-to-left text.
      ltr(
        moneyFormat(known, currency.toUpperCase())(numberOf(amountMinor)).replaceAll("\u200f", ""),
      ),
    pt: (pt) => ltr(`${number(numberOf(pt), { maximumFractionDigits: 2 })}${NO_BREAK_SPACE}PT`),
    date: (atMs) => {
      const format = new Intl.DateTimeFormat(known, { dateStyle: "long", timeZone: "UTC" });
      return isolated(`${format.format(numberOf(atMs))} (UTC)`);
    },
    month: (month) => {
      const atMs = Date.parse(`${month}-01T00:00:00Z`);
      if (Number.isNaN(atMs)) return isolated(month);
      const format = new Intl.DateTimeFormat(known, {
        month: "long",
        year: "numeric",
        timeZone: "UTC",
      });
      return isolated(format.format(atMs));
    },
    percent: (percent) =>
      isolated(number(numberOf(percent) / 100, { style: "percent", maximumFractionDigits: 1 })),
    count: (count) => number(numberOf(count)),
    name: (name) => {
      const slug = name.toLowerCase();
      return Object.hasOwn(names, slug) ? (names[slug] ?? name) : isolated(name);
    },
    code: ltr,
  };
}

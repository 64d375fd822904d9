import { MICRO_PER_PT } from "#core/money";
import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/time";
import { getLocale } from "#locale";

const NO_BREAK_SPACE = "\u00a0";

/** Latin digits in every language: ids, code and tabular columns stand beside them. */
function intlLocale(locale: string): string {
  return locale === "ar" ? "ar-u-nu-latn" : locale;
}

const cache = new Map<string, unknown>();

/** Intl objects are dear to make: one for each locale and set of options. */
function cached<T>(
  kind: string,
  options: object,
  make: (locale: string) => T,
  locale: string = getLocale(),
): T {
  const key = `${kind}:${locale}:${JSON.stringify(options)}`;
  const found = cache.get(key);
  if (found !== undefined) return found as T;
  const made = make(intlLocale(locale));
  cache.set(key, made);
  return made;
}

function numberFormat(options: Intl.NumberFormatOptions, locale?: string): Intl.NumberFormat {
  return cached("number", options, (known) => new Intl.NumberFormat(known, options), locale);
}

function dateFormat(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return cached("date", options, (locale) => new Intl.DateTimeFormat(locale, options));
}

/**
 * Keeps a figure with a Latin unit in one piece and in order within right-to-left text. Intl's own
 * marks would tear "US$" apart.
 */
function isolate(text: string, locale = getLocale()): string {
  return locale === "ar" ? `\u2066${text.replaceAll("\u200f", "")}\u2069` : text;
}

export function formatNumber(value: number, options: Intl.NumberFormatOptions = {}): string {
  return numberFormat(options).format(value);
}

/** 12 345 678 as 12.3M, for places too small for the whole figure. */
export function formatCompact(value: number): string {
  return numberFormat({ notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** "Entry, Pro, or Business": one of them, as the page's language joins them. */
export function formatChoice(names: readonly string[]): string {
  const options = { type: "disjunction" } as const;
  return cached("list", options, (locale) => new Intl.ListFormat(locale, options)).format(names);
}

/** 0 to 100 as a percentage. */
export function formatPercent(percent: number, digits = 0): string {
  return numberFormat({ style: "percent", maximumFractionDigits: digits }).format(percent / 100);
}

export interface PtOptions {
  /** Always with a sign, for changes of a balance. */
  signed?: boolean;
  /** All six decimals that are there; otherwise whole PT, and two decimals below ten. */
  exact?: boolean;
  /** Leaves the unit to the column's heading. */
  bare?: boolean;
}

/** Micro-PT as PT. */
export function formatPt(microPt: number, options: PtOptions = {}): string {
  const { signed = false, exact = false, bare = false } = options;
  const pt = microPt / MICRO_PER_PT;
  const small = Math.abs(pt) < 10 ? 2 : 0;
  const figure = numberFormat({
    maximumFractionDigits: exact ? 6 : small,
    signDisplay: signed ? "exceptZero" : "negative",
  }).format(pt);
  return isolate(bare ? figure : `${figure}${NO_BREAK_SPACE}PT`);
}

/** A range of micro-PT as PT; one figure when both ends read the same. */
export function formatPtRange(minMicroPt: number, maxMicroPt: number): string {
  const min = formatPt(minMicroPt, { bare: true });
  const max = formatPt(maxMicroPt);
  if (formatPt(minMicroPt) === max) return max;
  return isolate(`${min}–${max}`);
}

/**
 * Money from integer minor units of its currency, an ISO code in any case. How many decimals a minor
 * unit has is the currency's: none for JPY, two for USD, three for KWD (ISO 4217).
 */
export function formatMoney(amountMinor: number, currency: string, locale = getLocale()): string {
  const format = numberFormat({ style: "currency", currency: currency.toUpperCase() }, locale);
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return isolate(format.format(amountMinor / 10 ** digits), locale);
}

/** A price as it is advertised: "$49" and "$4.70", no decimals where there is nothing in them. */
export function formatPrice(amountMinor: number, currency: string): string {
  const options = { style: "currency", currency: currency.toUpperCase() } as const;
  const digits = numberFormat(options).resolvedOptions().maximumFractionDigits ?? 2;
  const format = numberFormat({ ...options, trailingZeroDisplay: "stripIfInteger" });
  return isolate(format.format(amountMinor / 10 ** digits));
}

/** What micro-PT cost at top-up: 1,000 PT are one US dollar. */
export function formatPtAsUsd(microPt: number): string {
  const usd = microPt / MICRO_PER_PT / 1000;
  const maximumFractionDigits = Math.abs(usd) < 1 ? 4 : 2;
  return numberFormat({ style: "currency", currency: "USD", maximumFractionDigits }).format(usd);
}

/** `timeZone` is UTC unless told: the server and the browser must write the same. */
export function formatDate(atMs: number, timeZone = "UTC"): string {
  return dateFormat({ dateStyle: "medium", timeZone }).format(atMs);
}

export function formatTime(atMs: number, timeZone = "UTC"): string {
  return dateFormat({ timeStyle: "short", timeZone }).format(atMs);
}

export function formatDateTime(atMs: number, timeZone = "UTC"): string {
  return dateFormat({ dateStyle: "medium", timeStyle: "short", timeZone }).format(atMs);
}

/** "2026-11" as the month with its year. */
export function formatMonth(month: string): string {
  const atMs = Date.parse(`${month}-01T00:00:00Z`);
  if (Number.isNaN(atMs)) return month;
  return dateFormat({ month: "long", year: "numeric", timeZone: "UTC" }).format(atMs);
}

/** The absolute time in full, with its zone, for tooltips. */
export function formatMoment(atMs: number, timeZone = "UTC"): string {
  return dateFormat({ dateStyle: "full", timeStyle: "long", timeZone }).format(atMs);
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * DAY_MS],
  ["month", 30 * DAY_MS],
  ["week", 7 * DAY_MS],
  ["day", DAY_MS],
  ["hour", HOUR_MS],
  ["minute", MINUTE_MS],
];

/** "3 hours ago", "in 2 days", "now". */
export function formatRelative(atMs: number, nowMs: number): string {
  const format = cached("relative", {}, (locale) => {
    return new Intl.RelativeTimeFormat(locale, { numeric: "auto" });
  });
  const distance = atMs - nowMs;
  for (const [unit, ms] of steps) {
    if (Math.abs(distance) >= ms) return format.format(Math.trunc(distance / ms), unit);
  }
  return format.format(0, "second");
}

/** Two units at most: "1 h 5 min", "850 ms". */
export function formatDuration(durationMs: number): string {
  const unit = (value: number, name: string, digits = 0) =>
    numberFormat({
      style: "unit",
      unit: name,
      unitDisplay: "short",
      maximumFractionDigits: digits,
    }).format(value);
  if (durationMs < SECOND_MS) return unit(Math.round(durationMs), "millisecond");
  if (durationMs < MINUTE_MS) return unit(durationMs / SECOND_MS, "second", 1);
  const parts: [number, string][] = [
    [Math.floor(durationMs / DAY_MS), "day"],
    [Math.floor((durationMs % DAY_MS) / HOUR_MS), "hour"],
    [Math.floor((durationMs % HOUR_MS) / MINUTE_MS), "minute"],
    [Math.floor((durationMs % MINUTE_MS) / SECOND_MS), "second"],
  ];
  const from = parts.findIndex(([value]) => value > 0);
  return parts
    .slice(from, from + 2)
    .filter(([value]) => value > 0)
    .map(([value, name]) => unit(value, name))
    .join(" ");
}

/** "18 bytes", "1.5 kB": a byte has no sign in some languages, so it is written out, in its plural. */
export function formatBytes(bytes: number): string {
  const units = ["byte", "kilobyte", "megabyte", "gigabyte"] as const;
  const step = bytes < 1 ? 0 : Math.min(3, Math.floor(Math.log10(bytes) / 3));
  return numberFormat({
    style: "unit",
    unit: units[step] ?? "byte",
    unitDisplay: step === 0 ? "long" : "short",
    maximumFractionDigits: step === 0 ? 0 : 1,
  }).format(bytes / 1000 ** step);
}

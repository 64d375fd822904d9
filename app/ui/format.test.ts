import { afterEach, describe, expect, it } from "vitest";
import { DAY_MS, HOUR_MS, MINUTE_MS } from "#core/time";
import { type Locale, overwriteGetLocale } from "#locale";
import {
  formatBytes,
  formatChoice,
  formatDate,
  formatDuration,
  formatMoney,
  formatMonth,
  formatPt,
  formatPtAsUsd,
  formatPtRange,
  formatRelative,
} from "./format.ts";

const speak = (locale: Locale) => overwriteGetLocale(() => locale);
afterEach(() => speak("en"));
speak("en");

describe("PT", () => {
  it("shows whole PT, and two decimals below ten", () => {
    expect(formatPt(1_234_567_000_000)).toBe("1,234,567\u00a0PT");
    expect(formatPt(2_345_678)).toBe("2.35\u00a0PT");
    expect(formatPt(0)).toBe("0\u00a0PT");
  });

  it("shows every decimal that is there when asked for the exact amount", () => {
    expect(formatPt(12_000_001, { exact: true })).toBe("12.000001\u00a0PT");
  });

  it("signs a change and never zero", () => {
    expect(formatPt(-3_000_000, { signed: true, bare: true })).toBe("-3");
    expect(formatPt(3_000_000, { signed: true, bare: true })).toBe("+3");
    expect(formatPt(0, { signed: true, bare: true })).toBe("0");
  });

  it("writes a range with one unit, and one figure when both ends read the same", () => {
    expect(formatPtRange(1_000_000, 4_000_000)).toBe("1–4\u00a0PT");
    expect(formatPtRange(4_000_000, 4_000_000)).toBe("4\u00a0PT");
  });

  it("keeps figure and unit in order within Arabic, in Latin digits", () => {
    speak("ar");
    expect(formatPt(1_500_000_000)).toBe("\u20661,500\u00a0PT\u2069");
  });

  it("follows the language's separators", () => {
    speak("de");
    expect(formatPt(1_500_000_000)).toBe("1.500\u00a0PT");
  });

  it("costs one dollar a thousand", () => {
    expect(formatPtAsUsd(1_500_000_000)).toBe("$1.50");
    expect(formatPtAsUsd(2_000_000)).toBe("$0.002");
  });
});

describe("money", () => {
  it.each([
    [1250, "usd", "$12.50"],
    [-1250, "usd", "-$12.50"],
    [5, "eur", "€0.05"],
    [1250, "JPY", "¥1,250"],
    [1250, "krw", "₩1,250"],
    [12_345, "kwd", "KWD\u00a012.345"],
    [0, "bhd", "BHD\u00a00.000"],
    [999_999_999_99, "usd", "$999,999,999.99"],
  ])("takes the decimals from its currency: %d %s", (amountMinor, currency, expected) => {
    expect(formatMoney(amountMinor, currency)).toBe(expected);
  });

  it("follows the page's language, or the one that is asked for", () => {
    speak("de");
    expect(formatMoney(123_450, "eur")).toBe("1.234,50\u00a0€");
    expect(formatMoney(123_450, "eur", "en")).toBe("€1,234.50");
    expect(formatMoney(123_450, "eur", "fr")).toBe("1\u202f234,50\u00a0€");
  });

  it("keeps an amount in one piece within Arabic, in Latin digits", () => {
    speak("ar");
    expect(formatMoney(123_450, "usd")).toBe("\u20661,234.50\u00a0US$\u2069");
    expect(formatMoney(-5, "eur")).toBe("\u2066\u200e-0.05\u00a0€\u2069");
  });
});

it("speaks of time relative to now in the largest whole unit", () => {
  const now = Date.UTC(2026, 10, 21);
  expect(formatRelative(now - 3 * HOUR_MS, now)).toBe("3 hours ago");
  expect(formatRelative(now + 2 * DAY_MS, now)).toBe("in 2 days");
  expect(formatRelative(now - 20_000, now)).toBe("now");
});

it("writes dates the same on server and in the browser", () => {
  expect(formatDate(Date.UTC(2026, 10, 21, 23, 30))).toBe("Nov 21, 2026");
});

it("writes a month with its year, and what is none as it is", () => {
  expect(formatMonth("2026-11")).toBe("November 2026");
  expect(formatMonth("soon")).toBe("soon");
});

it("writes durations in at most two units", () => {
  expect(formatDuration(850)).toBe("850 ms");
  expect(formatDuration(2_500)).toBe("2.5 sec");
  expect(formatDuration(HOUR_MS + 5 * MINUTE_MS + 7_000)).toBe("1 hr 5 min");
  expect(formatDuration(DAY_MS)).toBe("1 day");
});

it("writes sizes in decimal units", () => {
  expect(formatBytes(1_500)).toBe("1.5 kB");
  expect(formatBytes(12_300_000)).toBe("12.3 MB");
});

it.each([
  ["en", "0 bytes", "1 byte", "18 bytes"],
  ["es", "0 bytes", "1 byte", "18 bytes"],
  ["fr", "0 octet", "1 octet", "18 octets"],
  ["de", "0 Byte", "1 Byte", "18 Byte"],
  ["ar", "0 بايت", "1 بايت", "18 بايت"],
] as const)("writes bytes out in their plural: %s", (locale, none, one, many) => {
  speak(locale);
  const written = [0, 1, 18].map((bytes) => formatBytes(bytes).replace("\u00a0", " "));
  expect(written).toEqual([none, one, many]);
});

it.each([
  ["en", "Entry or Pro", "Entry, Pro, or Team"],
  ["es", "Entry o Pro", "Entry, Pro o Team"],
  ["fr", "Entry ou Pro", "Entry, Pro ou Team"],
  ["de", "Entry oder Pro", "Entry, Pro oder Team"],
  ["ar", "Entry أو Pro", "Entry أو Pro أو Team"],
] as const)("joins a choice as the language does: %s", (locale, two, three) => {
  speak(locale);
  expect(formatChoice(["Entry"])).toBe("Entry");
  expect(formatChoice(["Entry", "Pro"])).toBe(two);
  expect(formatChoice(["Entry", "Pro", "Team"])).toBe(three);
});

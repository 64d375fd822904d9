import { Problem } from "#core/problem";
import {
  currencies,
  intervals,
  type PlanPrice,
  type PlanTerms,
  PublishPlan,
} from "#features/plans/schema";
import { planErrorWords } from "./plan-error-words.ts";

const BYTES_PER_GB = 1_000_000_000;

function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** Digits as an integer; NaN for anything else. */
export function parseWhole(text: string): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
}

const wholeOf = (form: FormData, name: string) => parseWhole(textOf(form, name));

/**
 * Digits with at most `decimals` of them after a point or comma, as an integer of the smallest
 * unit: exact, no float in between. NaN for anything else.
 */
export function parseDecimal(text: string, decimals: number): number {
  const match = new RegExp(`^(\\d{1,9})(?:[.,](\\d{1,${decimals}}))?$`).exec(text);
  if (match === null) return Number.NaN;
  return Number(`${match[1]}${(match[2] ?? "").padEnd(decimals, "0")}`);
}

function pricesOf(form: FormData, name: "prices" | "seatPrices"): PlanPrice[] {
  return intervals.flatMap((interval) =>
    currencies.map((currency) => ({
      interval,
      currency,
      amountMinor: parseDecimal(textOf(form, `${name}.${interval}.${currency}`), 2),
    })),
  );
}

function termsOf(form: FormData) {
  const [seatsIncluded, seatsMax] = [wholeOf(form, "seatsIncluded"), wholeOf(form, "seatsMax")];
  const share = textOf(form, "advancedShareCapPercent");
  return {
    name: textOf(form, "name"),
    ptPerPeriod: wholeOf(form, "ptPerPeriod"),
    ptPerSeat: wholeOf(form, "ptPerSeat"),
    renewsFree: form.get("renewsFree") !== null,
    trialDays: wholeOf(form, "trialDays"),
    trialPt: wholeOf(form, "trialPt"),
    advancedShareCapPercent: share === "" ? null : wholeOf(form, "advancedShareCapPercent"),
    modelClasses: form.getAll("modelClasses"),
    seatsIncluded,
    seatsMax,
    requestsPerMinute: wholeOf(form, "requestsPerMinute"),
    storageBytes: parseDecimal(textOf(form, "storageGb"), 9),
    prices: pricesOf(form, "prices"),
    // Where no seat can be added its price says nothing.
    seatPrices: seatsMax === seatsIncluded ? [] : pricesOf(form, "seatPrices"),
  };
}

/** The form's field that an error of the terms belongs to. */
function pointerOf(path: readonly PropertyKey[]): string {
  const [member, at] = path;
  if (member === "storageBytes") return "/storageGb";
  if (member !== "prices" && member !== "seatPrices") return `/${path.map(String).join("/")}`;
  const index = typeof at === "number" ? at : 0;
  const interval = intervals[Math.floor(index / currencies.length)];
  return `/${member}/${interval}/${currencies[index % currencies.length]}`;
}

/** The terms that the form says; what is wrong points to its field, in the reader's language. */
export function parsePlanForm(form: FormData): PlanTerms {
  const parsed = PublishPlan.safeParse(termsOf(form));
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    pointer: pointerOf(issue.path),
    detail: planErrorWords(issue),
  }));
  throw new Problem("invalid-input", { detail: errors[0]?.detail, errors });
}

/** Integer minor units as a field shows them: 4900 → "49", 470 → "4.70". */
export function amountText(amountMinor: number): string {
  const whole = Math.floor(amountMinor / 100);
  const rest = amountMinor % 100;
  return rest === 0 ? String(whole) : `${whole}.${String(rest).padStart(2, "0")}`;
}

/** Bytes as GB with a point, exactly: 500000000 → "0.5". */
export function gigabytesText(bytes: number): string {
  const whole = Math.floor(bytes / BYTES_PER_GB);
  const rest = String(bytes % BYTES_PER_GB)
    .padStart(9, "0")
    .replace(/0+$/, "");
  return rest === "" ? String(whole) : `${whole}.${rest}`;
}

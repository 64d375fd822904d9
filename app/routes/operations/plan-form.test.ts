import { describe, expect, it } from "vitest";
import { shippedPlans } from "../../../worker/features/plans/shipped-plans.ts";
import { diffTerms } from "./plan-diff.ts";
import { amountText, gigabytesText, parseDecimal, parsePlanForm } from "./plan-form.ts";

/** The form as the page fills it with these terms. */
function formOf(terms = shippedPlans.pro, typed: Record<string, string> = {}): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(terms)) {
    if (typeof value === "string" || typeof value === "number") form.set(name, String(value));
  }
  form.set("advancedShareCapPercent", String(terms.advancedShareCapPercent ?? ""));
  form.set("storageGb", gigabytesText(terms.storageBytes));
  if (terms.renewsFree) form.set("renewsFree", "on");
  for (const one of terms.modelClasses) form.append("modelClasses", one);
  for (const name of ["prices", "seatPrices"] as const) {
    for (const { interval, currency, amountMinor } of terms[name]) {
      form.set(`${name}.${interval}.${currency}`, amountText(amountMinor));
    }
  }
  for (const [name, value] of Object.entries(typed)) form.set(name, value);
  return form;
}

const refusals = (form: FormData): string[] => {
  try {
    parsePlanForm(form);
    return [];
  } catch (problem) {
    return (problem as { errors: { pointer: string }[] }).errors.map(({ pointer }) => pointer);
  }
};

describe("the form of a plan", () => {
  it("sent back untouched says the terms that it showed", () => {
    for (const terms of Object.values(shippedPlans)) {
      expect(parsePlanForm(formOf(terms))).toEqual(terms);
    }
  });

  it("reads amounts exactly, with a point or a comma", () => {
    expect(parseDecimal("49", 2)).toBe(4_900);
    expect(parseDecimal("4.7", 2)).toBe(470);
    expect(parseDecimal("0,29", 2)).toBe(29);
    expect(parseDecimal("1005.05", 2)).toBe(100_505);
    for (const text of ["", "-1", "1e3", "4.999", "1.", ".5", "1 000", "٤"]) {
      expect(parseDecimal(text, 2)).toBeNaN();
    }
    expect(parseDecimal("0.5", 9)).toBe(500_000_000);
  });

  it("points to the field that is wrong", () => {
    expect(refusals(formOf(undefined, { "prices.year.eur": "many" }))).toEqual([
      "/prices/year/eur",
    ]);
    expect(refusals(formOf(undefined, { storageGb: "x" }))).toEqual(["/storageGb"]);
    expect(refusals(formOf(undefined, { seatsMax: "2" }))).toEqual(["/seatsMax"]);
    expect(refusals(formOf(undefined, { "prices.month.usd": "0" }))).toEqual(["/prices/month/usd"]);
    expect(refusals(formOf(undefined, { "seatPrices.month.usd": "" }))).toEqual([
      "/seatPrices/month/usd",
    ]);
    const form = formOf();
    form.delete("modelClasses");
    expect(refusals(form)).toEqual(["/modelClasses"]);
  });

  it("forgets the price of a seat where none can be added", () => {
    expect(parsePlanForm(formOf(undefined, { seatsMax: "3" })).seatPrices).toEqual([]);
  });
});

describe("the preview of a new version", () => {
  it("names each term that changes and no other", () => {
    const before = shippedPlans.pro;
    expect(diffTerms(before, before)).toEqual([]);
    const prices = before.prices.map((price, at) =>
      at === 0 ? { ...price, amountMinor: 5_500 } : price,
    );
    const changes = diffTerms(before, { ...before, prices, trialDays: 7 });
    expect(changes.map((change) => [change.before, change.after])).toEqual([
      ["$49.00", "$55.00"],
      ["14", "7"],
    ]);
  });

  it("shows prices of seats that come or go", () => {
    const gone = diffTerms(shippedPlans.pro, { ...shippedPlans.pro, seatsMax: 3, seatPrices: [] });
    expect(gone).toHaveLength(7);
    expect(gone.filter(({ after }) => after === "–")).toHaveLength(6);
  });
});

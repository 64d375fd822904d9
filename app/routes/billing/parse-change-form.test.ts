import { expect, test } from "vitest";
import { parseChange, parsePurchase, parseTarget } from "./parse-change-form.ts";

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}

test("fields that were left empty ask for nothing", () => {
  const form = formOf({ plan: "pro", interval: "year", seats: "", promotionCode: " " });
  expect(parseTarget(form)).toEqual({ plan: "pro", interval: "year" });
  expect(parsePurchase(form)).toEqual({ plan: "pro", interval: "year", currency: undefined });
});

test("a change carries the amount and the instant of its preview", () => {
  const form = formOf({
    plan: "pro",
    interval: "month",
    seats: "4",
    expectedAmountMinor: "1250",
    prorationAtMs: "1795230000000",
  });
  expect(parseChange(form)).toEqual({
    plan: "pro",
    interval: "month",
    seats: 4,
    expectedAmountMinor: 1_250,
    prorationAtMs: 1_795_230_000_000,
  });
});

test("what is wrong is said beside its field", () => {
  const wrong = (fields: Record<string, string>) => () => parsePurchase(formOf(fields));
  const at = (pointer: string) =>
    expect.objectContaining({
      slug: "invalid-input",
      errors: [expect.objectContaining({ pointer })],
    });
  expect(wrong({ plan: "free", interval: "month" })).toThrow(at("/plan"));
  expect(wrong({ plan: "pro", interval: "month", seats: "many" })).toThrow(at("/seats"));
  expect(wrong({ plan: "pro", interval: "month", promotionCode: "50 %" })).toThrow(
    at("/promotionCode"),
  );
});

test("a confirmation without its preview is refused", () => {
  expect(() => parseChange(formOf({ plan: "pro", interval: "month" }))).toThrow(
    expect.objectContaining({ slug: "invalid-input" }),
  );
});

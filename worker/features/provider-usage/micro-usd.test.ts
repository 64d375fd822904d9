import fc from "fast-check";
import { expect, test } from "vitest";
import { microOfNumber, parseMicro } from "./micro-usd.ts";

test.each([
  ["12.345678", 6, 12_345_678],
  ["0.0000005", 6, 1],
  ["0.00000049999", 6, 0],
  ["-0.0000005", 6, -1],
  ["-0.0000001", 6, 0],
  ["291.9015", 4, 2_919_015],
  ["1134.3390", 4, 11_343_390],
  ["7", 6, 7_000_000],
  [" 7 ", 6, 7_000_000],
])("%s with scale %i is %i", (text, scale, amount) => {
  expect(parseMicro(text, scale)).toBe(amount);
});

test.each(["", "abc", "1e5", "1,5", "0x10", "NaN", "--1", "9".repeat(16), "999999999999999"])(
  "%j is no amount of micro-USD",
  (text) => {
    expect(parseMicro(text, 6)).toBeUndefined();
  },
);

test("a whole number of micro-USD survives its decimal and its floating form", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1_000_000_000_000, max: 1_000_000_000_000 }), (amount) => {
      const digits = String(Math.abs(amount)).padStart(7, "0");
      const text = `${amount < 0 ? "-" : ""}${digits.slice(0, -6)}.${digits.slice(-6)}`;
      expect(parseMicro(text, 6)).toBe(amount);
      expect(microOfNumber(amount / 1_000_000)).toBe(amount);
    }),
  );
});

test("what is no finite amount of dollars is none", () => {
  for (const wrong of [Number.NaN, Infinity, -Infinity, 1e9]) {
    expect(microOfNumber(wrong)).toBeUndefined();
  }
  expect(microOfNumber(1e-7)).toBe(0);
});

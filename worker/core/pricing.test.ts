import { expect, test } from "vitest";
import { priceTokens } from "./pricing.ts";

const prices = { input: 3_000_000, cachedRead: 300_000, cacheWrite: 3_750_000, output: 15_000_000 };
const none = { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 };

test("no tokens cost nothing", () => {
  expect(priceTokens(prices, none)).toBe(0);
});

test("the sum over the classes is rounded once, upward to a whole PT", () => {
  // 0.3 + 0.03 + 0.375 + 1.5 = 2.205 PT
  const tokens = { input: 100, cachedRead: 100, cacheWrite: 100, output: 100 };
  expect(priceTokens(prices, tokens)).toBe(3_000_000);
});

test("a price that comes out whole is not rounded further", () => {
  expect(priceTokens(prices, { ...none, input: 1_000 })).toBe(3_000_000);
});

test("a single token costs a whole PT at the least", () => {
  expect(priceTokens(prices, { ...none, cachedRead: 1 })).toBe(1_000_000);
});

test("negative prices and counts are refused", () => {
  expect(() => priceTokens({ ...prices, input: -1 }, none)).toThrow("unsigned");
  expect(() => priceTokens(prices, { ...none, output: -1 })).toThrow("unsigned");
  expect(() => priceTokens(prices, { ...none, output: 0.5 })).toThrow("unsigned");
});

import { expect, test } from "vitest";
import { toApiFacts } from "./api-facts.ts";

test("times and amounts are told in the API's words, at every depth", () => {
  const facts = {
    gatheredAtMs: 0,
    stream: { found: true, firstTextAtMs: null, durationMs: 12 },
    grants: [{ amountMicroPt: 1_500_000, expiresAtMs: 1_000 }],
    left: undefined,
  };
  expect(toApiFacts(facts)).toEqual({
    gatheredAt: "1970-01-01T00:00:00.000Z",
    stream: { found: true, firstTextAt: null, durationMs: 12 },
    grants: [{ amountPt: "1.5", amountMicroPt: "1500000", expiresAt: "1970-01-01T00:00:01.000Z" }],
  });
});

test("a provider's own report stays as it came", () => {
  const raw = [{ costMicroPt: 5, endedAtMs: 7 }];
  expect(toApiFacts({ usage: { raw } })).toEqual({ usage: { raw } });
});

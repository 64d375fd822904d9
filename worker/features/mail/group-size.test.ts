import { expect, test } from "vitest";
import { decideGroupSize } from "./group-size.ts";

const plain = { honoursIdempotency: false };

test.each([
  [undefined, 5],
  [0, 20],
  [10, 20],
  [50, 8],
  [240, 2],
  [30_000, 1],
])("where a mail takes %s ms, %i are handed over at once", (msEach, size) => {
  expect(decideGroupSize(plain, msEach)).toBe(size);
});

test("a transport that knows keys gets whole groups: none of them can end unknown", () => {
  expect(decideGroupSize({ honoursIdempotency: true }, undefined)).toBe(20);
  expect(decideGroupSize({ honoursIdempotency: true }, 30_000)).toBe(20);
});

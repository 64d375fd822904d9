import { expect, test } from "vitest";
import { decideStretch } from "./decide-stretch.ts";

const NOW = 1_800_000_000;

test("the first time it looks back an hour and a bit, and leaves out the last minute", () => {
  expect(decideStretch(undefined, NOW)).toEqual({
    readToSeconds: NOW - 3_600,
    fromSeconds: NOW - 3_600 - 600,
    untilSeconds: NOW - 60,
    afterId: null,
  });
});

test("the next stretch begins ten minutes before the last one ended", () => {
  const cursor = { readToSeconds: NOW - 400, untilSeconds: null, afterId: null };
  expect(decideStretch(cursor, NOW)).toMatchObject({
    fromSeconds: NOW - 1_000,
    untilSeconds: NOW - 60,
  });
});

test("a stretch that was begun is read to its end before a new one", () => {
  const cursor = { readToSeconds: NOW - 9_000, untilSeconds: NOW - 5_000, afterId: "evt_7" };
  expect(decideStretch(cursor, NOW)).toEqual({
    readToSeconds: NOW - 9_000,
    fromSeconds: NOW - 9_600,
    untilSeconds: NOW - 5_000,
    afterId: "evt_7",
  });
});

test("nothing is read twice within a minute, nor when the clock went back", () => {
  const cursor = { readToSeconds: NOW - 60, untilSeconds: null, afterId: null };
  expect(decideStretch(cursor, NOW)).toBeUndefined();
  expect(decideStretch(cursor, NOW - 86_400)).toBeUndefined();
});

import { expect, test } from "vitest";
import { auditQueryOf } from "./audit-query.ts";

const of = (search: string) => auditQueryOf(new URL(`https://selvedge.example/log${search}`));

test("days are whole ones in UTC, the last included", () => {
  expect(of("?from=2026-11-01&to=2026-11-01")).toMatchObject({
    fromAtMs: Date.UTC(2026, 10, 1),
    toAtMs: Date.UTC(2026, 10, 2),
  });
});

test.each(["", "yesterday", "2026-13-01", "2026-11-01T10:00", "1969-12-31"])(
  "%j is no day, and no filter",
  (day) => {
    expect(of(`?from=${day}&to=${day}`)).toMatchObject({ fromAtMs: undefined, toAtMs: undefined });
  },
);

test("what is empty is no filter", () => {
  expect(of("?actor=&action=%20&target=")).toEqual({});
});

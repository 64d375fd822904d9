import { expect, it } from "vitest";
import { parseUsageQuery } from "./usage-query.ts";

const now = Date.UTC(2026, 10, 21, 9);
const parse = (search: string) => parseUsageQuery(new URL(`http://x/credits${search}`), now);

it("shows thirty days by model unless the address says otherwise", () => {
  expect(parse("")).toEqual({ by: "model", span: "30", from: "2026-10-23", to: "2026-11-21" });
  expect(parse("?by=feature&days=7")).toMatchObject({ by: "feature", from: "2026-11-15" });
});

it("leaves out what it does not know", () => {
  expect(parse("?by=secrets&days=9999")).toEqual(parse(""));
});

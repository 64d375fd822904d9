import { expect, test } from "vitest";
import { rootCause } from "./root-cause.ts";

test("a failure is told by its first cause, without the values of the query around it", () => {
  const cause = new Error("D1_ERROR: database is locked");
  const query = new Error("Failed query: select 1\nparams: ada@example.com", { cause });
  expect(rootCause(query)).toBe("D1_ERROR: database is locked");
  expect(rootCause(new Error("plain"))).toBe("plain");
  expect(rootCause("thrown words")).toBe("thrown words");
});

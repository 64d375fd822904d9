import { expect, test } from "vitest";
import { auditActions } from "#features/audit/schema";
import { locales } from "#features/identity/schema";
import { overwriteGetLocale } from "#locale";
import { actionName } from "./action-name.ts";

test.each(locales)("every action has a name of its own in %s", (locale) => {
  overwriteGetLocale(() => locale);
  const names = auditActions.map(actionName);
  expect(names.filter((name) => name === "" || name.includes("."))).toEqual([]);
  expect(new Set(names).size).toBe(names.length);
});

test("an action that is not known any more keeps its own name", () => {
  expect(actionName("thing.done")).toBe("thing.done");
});

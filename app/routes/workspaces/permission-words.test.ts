import { expect, test } from "vitest";
import { locales } from "#features/identity/schema";
import { allPermissions } from "#features/workspaces/schema";
import { overwriteGetLocale } from "#locale";
import { byArea, permissionName } from "./permission-words.ts";

test.each(locales)("every permission has a name of its own in %s", (locale) => {
  overwriteGetLocale(() => locale);
  expect(new Set(allPermissions.map(permissionName)).size).toBe(allPermissions.length);
});

test("every permission is in exactly one area", () => {
  const found = byArea(allPermissions).flatMap(({ permissions }) => permissions);
  expect(found.toSorted()).toEqual(allPermissions.toSorted());
});

test("an area of which there is nothing is left out", () => {
  overwriteGetLocale(() => "en");
  expect(byArea(["audit.read", "chat.read"])).toEqual([
    { area: "Workspace", permissions: ["audit.read"] },
    { area: "Chat and knowledge", permissions: ["chat.read"] },
  ]);
});

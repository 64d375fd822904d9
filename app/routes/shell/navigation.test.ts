import type { RouteConfigEntry } from "@react-router/dev/routes";
import { expect, it } from "vitest";
import routes from "#app/routes.ts";
import { allPermissions, rolePermissions } from "#features/workspaces/schema";
import { navigation, navigationFor } from "./navigation.ts";

function pathsOf(entries: RouteConfigEntry[], base = ""): string[] {
  return entries.flatMap(({ path, children }) => {
    const full = path === undefined ? base : `${base}/${path}`;
    return [full, ...pathsOf(children ?? [], full)];
  });
}

const places = (viewer: Parameters<typeof navigationFor>[0]) =>
  navigationFor(viewer).flatMap(({ entries }) => entries.map(({ to }) => to));

it("leads only to pages that exist", () => {
  const known = new Set(pathsOf(routes));
  const missing = navigation
    .flatMap(({ entries }) => entries.map(({ to }) => to))
    .filter((to) => !known.has(to));
  expect(missing).toEqual([]);
});

it("shows operations to the operator alone, and keys to those with an account", () => {
  const may = allPermissions;
  const visitor = places({ kind: "visitor", operator: false, may });
  expect(visitor).not.toContain("/keys");
  expect(visitor).not.toContain("/operations");
  expect(places({ kind: "user", operator: false, may })).toContain("/keys");
  expect(places({ kind: "user", operator: true, may })).toContain("/operations");
});

it("leaves out what the role may not see", () => {
  const billing = places({ kind: "user", operator: false, may: [...rolePermissions.billing] });
  expect(billing).toContain("/billing");
  expect(billing).not.toContain("/chat");
  expect(billing).not.toContain("/keys");
});

it("gives every key after g to one place", () => {
  const keys = navigation.flatMap(({ entries }) => entries.flatMap(({ key }) => key ?? []));
  expect(new Set(keys).size).toBe(keys.length);
});

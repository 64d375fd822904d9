import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "./password.ts";

const here = { env: {} };

test("a hash names its scheme and parameters and verifies its own password only", async () => {
  const hash = await hashPassword(here, "correct horse");
  expect(hash).toMatch(/^scrypt\$N=16384,r=8,p=1\$[\w-]{22}\$[\w-]{43}$/);
  expect(await verifyPassword(here, hash, "correct horse")).toBe(true);
  expect(await verifyPassword(here, hash, "correct horses")).toBe(false);
});

test("the same password gets another salt each time", async () => {
  expect(await hashPassword(here, "same")).not.toBe(await hashPassword(here, "same"));
});

test("composed and decomposed letters are the same password", async () => {
  expect(
    await verifyPassword(here, await hashPassword(here, "caf\u00e9 noir"), "cafe\u0301 noir"),
  ).toBe(true);
});

test("a hash made with other parameters still verifies", async () => {
  const { scryptSync } = await import("node:crypto");
  const salt = Buffer.alloc(16, 7);
  const key = scryptSync("older", salt, 32, { N: 1024, r: 8, p: 2 });
  const hash = `scrypt$N=1024,r=8,p=2$${salt.toString("base64url")}$${key.toString("base64url")}`;
  expect(await verifyPassword(here, hash, "older")).toBe(true);
});

test.each([
  ["nothing", ""],
  ["another scheme", "md5$x$y$z"],
  ["missing parts", "scrypt$N=16384,r=8,p=1$salt"],
  ["an empty hash", "scrypt$N=16384,r=8,p=1$c2FsdA$"],
  ["unreadable parameters", "scrypt$N=lots,r=8,p=1$c2FsdA$aGFzaA"],
  ["a cost beyond the memory limit", "scrypt$N=9999999,r=99,p=1$c2FsdA$aGFzaA"],
])("%s is no hash of anything", async (_what, hash) => {
  expect(await verifyPassword(here, hash, "")).toBe(false);
});

import { expect, test } from "vitest";
import { hashPassword, isOutdatedHash, verifyPassword } from "./password.ts";

const here = { env: {} };

test("a hash names its scheme and cost and verifies its own password only", async () => {
  const hash = await hashPassword(here, "correct horse");
  expect(hash).toMatch(/^\$argon2id\$v=19\$m=12288,t=3,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  expect(await verifyPassword(here, hash, "correct horse")).toBe(true);
  expect(await verifyPassword(here, hash, "correct horses")).toBe(false);
  expect(isOutdatedHash(hash)).toBe(false);
});

test("the same password gets another salt each time", async () => {
  expect(await hashPassword(here, "same")).not.toBe(await hashPassword(here, "same"));
});

test("composed and decomposed letters are the same password", async () => {
  expect(
    await verifyPassword(here, await hashPassword(here, "caf\u00e9 noir"), "cafe\u0301 noir"),
  ).toBe(true);
});

test("every byte of a password counts, whatever its letters", async () => {
  const hash = await hashPassword(here, "пароль-один\0и ещё");
  expect(await verifyPassword(here, hash, "пароль-один\0и ещё")).toBe(true);
  expect(await verifyPassword(here, hash, "пароль-один\0и ещё раз")).toBe(false);
  expect(await verifyPassword(here, hash, "пароль-один\0и ещ")).toBe(false);
  expect(await verifyPassword(here, hash, "пароль-один")).toBe(false);
});

test.each([
  [
    "caf\u00e9 noir \u{1F511}",
    "$argon2id$v=19$m=12288,t=3,p=1$BwcHBwcHBwcHBwcHBwcHBw$GujgFn38VP+EQ2z5BX+QcC2B5J6P6OrHuZEviJVVDko",
  ],
  ["older", "$argon2id$v=19$m=64,t=2,p=2$BwcHBwcHBwcHBwcHBwcHBw$e4nLWyOUtZEy9ftGqYHip1aJOHlKE0Or"],
])("%s has the hash that the reference implementation's program makes", async (password, hash) => {
  expect(await verifyPassword(here, hash, password)).toBe(true);
  expect(await verifyPassword(here, hash, `${password}.`)).toBe(false);
});

/** A service that notes what it is asked and answers that. */
function serviceThat(answer: () => Response) {
  const asked: unknown[] = [];
  const fetch = async (_url: string, { body }: { body: string }) => {
    asked.push(JSON.parse(body));
    return answer();
  };
  return { asked, env: { ARGON2: { fetch } as unknown as Fetcher } };
}

test("a runtime with a service asks it for the key, by the cost of the hash", async () => {
  const key = Uint8Array.fromBase64("e4nLWyOUtZEy9ftGqYHip1aJOHlKE0Or");
  const service = serviceThat(() => new Response(key));
  const hash =
    "$argon2id$v=19$m=64,t=2,p=2$BwcHBwcHBwcHBwcHBwcHBw$e4nLWyOUtZEy9ftGqYHip1aJOHlKE0Or";
  expect(await verifyPassword(service, hash, "cafe\u0301")).toBe(true);
  expect(service.asked).toEqual([
    {
      password: "Y2Fmw6k=",
      salt: "BwcHBwcHBwcHBwcHBwcHBw==",
      keyBytes: 24,
      memoryKiB: 64,
      passes: 2,
      lanes: 2,
    },
  ]);
});

test("a service that cannot answer lets nobody in", async () => {
  const hash = await hashPassword(here, "noir");
  const broken = serviceThat(() => new Response(null, { status: 500 }));
  await expect(verifyPassword(broken, hash, "noir")).rejects.toThrow("500");
});

test("a hash made by scrypt still verifies, and is outdated", async () => {
  const { scryptSync } = await import("node:crypto");
  const salt = Buffer.alloc(16, 7);
  const key = scryptSync("older", salt, 32, { N: 1024, r: 8, p: 2 });
  const hash = `scrypt$N=1024,r=8,p=2$${salt.toString("base64url")}$${key.toString("base64url")}`;
  expect(await verifyPassword(here, hash, "older")).toBe(true);
  expect(await verifyPassword(here, hash, "newer")).toBe(false);
  expect(isOutdatedHash(hash)).toBe(true);
});

const SALT = "BwcHBwcHBwcHBwcHBwcHBw";
const KEY = "e4nLWyOUtZEy9ftGqYHip1aJOHlKE0Or";

test.each([
  ["nothing", ""],
  ["another scheme", "md5$x$y$z"],
  ["another variant", `$argon2i$v=19$m=64,t=2,p=2$${SALT}$${KEY}`],
  ["another version", `$argon2id$v=16$m=64,t=2,p=2$${SALT}$${KEY}`],
  ["missing parts", `$argon2id$v=19$m=64,t=2,p=2$${SALT}`],
  ["more parts", `$argon2id$v=19$m=64,t=2,p=2$${SALT}$${KEY}$`],
  ["an empty hash", `$argon2id$v=19$m=64,t=2,p=2$${SALT}$`],
  ["unreadable parameters", `$argon2id$v=19$m=lots,t=2,p=2$${SALT}$${KEY}`],
  ["no passes", `$argon2id$v=19$m=64,t=0,p=1$${SALT}$${KEY}`],
  ["no lanes", `$argon2id$v=19$m=64,t=2,p=0$${SALT}$${KEY}`],
  ["less memory than its lanes need", `$argon2id$v=19$m=15,t=2,p=2$${SALT}$${KEY}`],
  ["a cost beyond the memory limit", `$argon2id$v=19$m=99999,t=2,p=2$${SALT}$${KEY}`],
  ["a cost beyond the time limit", `$argon2id$v=19$m=64,t=99,p=2$${SALT}$${KEY}`],
  ["scrypt with missing parts", "scrypt$N=16384,r=8,p=1$salt"],
  ["scrypt with an empty hash", "scrypt$N=16384,r=8,p=1$c2FsdA$"],
  ["scrypt with unreadable parameters", "scrypt$N=lots,r=8,p=1$c2FsdA$aGFzaA"],
  ["scrypt beyond the memory limit", "scrypt$N=9999999,r=99,p=1$c2FsdA$aGFzaA"],
])("%s is no hash of anything", async (_what, hash) => {
  expect(await verifyPassword(here, hash, "")).toBe(false);
});

import { Request } from "miniflare";
import { expect, test } from "vitest";
import { hashPassword, verifyPassword } from "../worker/features/passwords/password.ts";
import { answerScrypt } from "./scrypt-service.ts";

const here = { env: {} };
const beside = {
  env: {
    SCRYPT: {
      fetch: async (url: string, init: { method: string; body: string }) =>
        await answerScrypt(new Request(url, init)),
    } as unknown as Fetcher,
  },
};

test("a hash that the service made is checked without it, and the other way round", async () => {
  const made = await hashPassword(beside, "caf\u00e9 noir");
  expect(await verifyPassword(here, made, "cafe\u0301 noir")).toBe(true);
  expect(await verifyPassword(beside, await hashPassword(here, "noir"), "noir")).toBe(true);
  expect(await verifyPassword(beside, made, "noir")).toBe(false);
});

test("a service that cannot answer lets nobody in", async () => {
  const made = await hashPassword(here, "noir");
  const broken = {
    env: {
      SCRYPT: { fetch: async () => new Response(null, { status: 500 }) } as unknown as Fetcher,
    },
  };
  await expect(verifyPassword(broken, made, "noir")).rejects.toThrow("500");
});

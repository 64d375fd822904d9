import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { freePort, type StartedProduct, startProduct } from "../support/serve-built.ts";

let home = "";
let running: StartedProduct | undefined;

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "selvedge-restart-"));
});

afterEach(async () => {
  await running?.end("SIGTERM");
  running = undefined;
  rmSync(home, { recursive: true, force: true });
});

interface Seeded {
  users: { apiKey: string; accountId: string }[];
}

async function seed(url: string): Promise<{ apiKey: string; accountId: string }> {
  const answer = await fetch(`${url}/__bench/seed`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      users: [
        {
          email: "restart@example.test",
          password: "a-long-enough-password",
          grants: [{ amountPt: 100, kind: "topup" }],
          apiKey: true,
        },
      ],
    }),
  });
  const { users } = await answer.json<Seeded>();
  return users[0]!;
}

async function balanceOf(url: string, apiKey: string): Promise<unknown> {
  const answer = await fetch(`${url}/api/v1/credits`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  return await answer.json();
}

test("a second start on the same home keeps the data and answers on the same port", async () => {
  const PORT = String(await freePort());
  running = await startProduct(home, { PORT });
  const { apiKey } = await seed(running.url);
  await running.end("SIGTERM");
  running = await startProduct(home, { PORT });
  expect(await balanceOf(running.url, apiKey)).toMatchObject({ balancePt: "100" });
});

test("after kill -9 the next start takes over the port and keeps what was acknowledged", async () => {
  const PORT = String(await freePort());
  running = await startProduct(home, { PORT });
  const { apiKey } = await seed(running.url);
  await running.end("SIGKILL");
  running = await startProduct(home, { PORT });
  expect(await balanceOf(running.url, apiKey)).toMatchObject({ balancePt: "100", heldPt: "0" });
});

test("SIGTERM ends it within five seconds", async () => {
  running = await startProduct(home);
  const from = performance.now();
  await running.end("SIGTERM");
  expect(performance.now() - from).toBeLessThan(5_000);
  running = undefined;
});

test("it refuses to open the test bench in a production environment", async () => {
  await expect(startProduct(home, { ENVIRONMENT: "production" })).rejects.toThrow("ended with 1");
});

test("a wrong setting is named and leaves its connector not connected", async () => {
  running = await startProduct(home, { OPENAI_BASE_URL: "not-an-address", OPENAI_API_KEY: "sk" });
  expect(running.printed).toMatch(/setting OPENAI_BASE_URL is ignored/);
  expect(running.printed).toMatch(/OpenAI-compatible AI: not connected/);
});

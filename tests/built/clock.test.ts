import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, inject, test } from "vitest";
import { type StartedProduct, startProduct } from "../support/serve-built.ts";
import { Bench, chargeOf, expectProblem, fakeModel, until } from "./drill.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const home = mkdtempSync(join(tmpdir(), "selvedge-clock-"));
let running: StartedProduct;
let bench: Bench;

beforeAll(async () => {
  running = await startProduct(home, {
    OPENAI_BASE_URL: `${inject("fakeOpenAiUrl")}/v1`,
    OPENAI_API_KEY: "sk-test",
  });
  bench = new Bench(running.url);
  await bench.rateCard([
    fakeModel("answer", "fake:tokens=10,inputTokens=2500"),
    fakeModel("slow", "fake:tokens=80,chunkMs=25,inputTokens=2500"),
  ]);
});

afterEach(async () => {
  await bench.clock(0);
});

afterAll(async () => {
  await running.end("SIGTERM");
  rmSync(home, { recursive: true, force: true });
});

const question = { model: "answer", messages: [{ role: "user", content: "What time is it?" }] };

test("grants end by an entry of their own, once, and what is left is spent by its expiry", async () => {
  const now = Date.now();
  const person = await bench.seed({
    plan: undefined,
    grants: [
      { amountPt: 40, kind: "topup" },
      { amountPt: 30, kind: "promo", expiresAtMs: now + 12 * HOUR_MS },
      { amountPt: 20, kind: "promo", expiresAtMs: now + 60 * DAY_MS },
    ],
  });
  await bench.api(person, "POST", "/chat/completions", question);
  const charged = chargeOf({ input: 2_500, output: 10 });
  await bench.clock(DAY_MS);
  await bench.clock(DAY_MS);
  const later = await bench.replayAtRest(person);
  expect(later.balanceMicroPt).toBe(60_000_000n);
  expect(later.kinds).toMatchObject({ "expire-grant": 1, settle: 1 });
  await bench.clock(0);
  expect((await bench.replayAtRest(person)).balanceMicroPt).toBe(60_000_000n);
  const { entries } = await bench.ledger(person.accountId);
  const expired = entries.filter(
    ({ kind, side }) => kind === "expire-grant" && side === "platform:breakage",
  );
  expect(expired.map(({ amountMicroPt }) => amountMicroPt)).toEqual([`${30 - charged}000000`]);
  const answer = await bench.api(person, "POST", "/chat/completions", question);
  expect(answer.headers.get("x-pt-balance")).toBe(String(60 - charged));
});

test("a hold that expires under a running answer is settled once all the same", async () => {
  const person = await bench.seed();
  const id = await bench.newConversation(person);
  await bench.send(person, id, { text: "Take your time", model: "slow" });
  expect((await bench.credits(person))["heldPt"]).not.toBe("0");
  await bench.clock(20 * 60_000);
  expect((await bench.credits(person))["heldPt"]).toBe("0");
  const message = await bench.answered(person, id);
  expect(message.state).toBe("complete");
  const folded = await bench.replayAtRest(person);
  expect(folded.settledPt).toBe(chargeOf({ input: 2_500, output: 80 }));
  expect(folded.balanceMicroPt).toBe(BigInt(1_000 - folded.settledPt) * 1_000_000n);
  await bench.clock(2 * HOUR_MS);
  await bench.drain();
  expect((await bench.replayAtRest(person)).settledPt).toBe(folded.settledPt);
});

test("PT that expire under a running answer still pay for it", async () => {
  const expiresAtMs = Date.now() + 5 * 60_000;
  const person = await bench.seed({ grants: [{ amountPt: 20, kind: "promo", expiresAtMs }] });
  const id = await bench.newConversation(person);
  await bench.send(person, id, { text: "Take your time", model: "slow" });
  await bench.clock(6 * 60_000);
  await bench.answered(person, id);
  const folded = await bench.replayAtRest(person);
  expect(folded.settledPt - folded.writtenOffPt).toBe(chargeOf({ input: 2_500, output: 80 }));
  expect(folded.balanceMicroPt).toBe(0n);
});

test("a free plan's PT come again once a period, whoever asks and how often", async () => {
  const person = await bench.seed({ plan: "free", grants: undefined });
  expect((await bench.credits(person))["balancePt"]).toBe("500");
  await bench.api(person, "POST", "/chat/completions", question);
  await bench.clock(32 * DAY_MS);
  const seen = await Promise.all(
    Array.from({ length: 10 }, async () => (await bench.credits(person))["balancePt"]),
  );
  expect(new Set(seen)).toEqual(new Set(["500"]));
  await bench.call("POST", "/cron", { name: "sweep-plans" });
  await bench.clock(33 * DAY_MS);
  expect((await bench.credits(person))["balancePt"]).toBe("500");
  expect((await bench.replayAtRest(person)).kinds).toMatchObject({ grant: 2, "expire-grant": 1 });
  await bench.clock(0);
  expect((await bench.credits(person))["balancePt"]).toBe("500");
  await bench.clock(70 * DAY_MS);
  expect((await bench.credits(person))["balancePt"]).toBe("500");
  await bench.replayAtRest(person);
});

test("a session ends after its time and an API key at its own", async () => {
  const person = await bench.seed();
  const session = { headers: { cookie: person.cookie } };
  const made = await bench.api(
    null,
    "POST",
    "/api-keys",
    { name: "Short", expiresAt: new Date(Date.now() + DAY_MS).toISOString() },
    session,
  );
  expect(made.status, made.text).toBe(201);
  const short = { apiKey: String(made.json["secret"]) };
  expect((await bench.api(short, "GET", "/me")).status).toBe(200);
  await bench.clock(DAY_MS + HOUR_MS);
  expectProblem(await bench.api(short, "GET", "/me"), 401);
  expect((await bench.api(person, "GET", "/me")).status).toBe(200);
  const lasting = await bench.seed();
  const cookie = { headers: { cookie: lasting.cookie } };
  await bench.clock(40 * DAY_MS);
  expectProblem(await bench.api(null, "GET", "/me", undefined, cookie), 401);
  const page = await fetch(`${bench.url}/chat`, {
    headers: { cookie: lasting.cookie, accept: "text/html" },
    redirect: "manual",
  });
  expect(page.status).toBeLessThan(400);
});

test("a far clock, back and forth, breaks no book and no answer", async () => {
  const person = await bench.seed();
  for (const days of [365, -30, 3_000, 0, 1]) {
    await bench.clock(days * DAY_MS);
    const answer = await bench.api(person, "POST", "/chat/completions", question);
    expect([200, 401, 402], answer.text).toContain(answer.status);
  }
  await bench.clock(0);
  await bench.drain();
  await bench.replayAtRest(person);
  const check = await bench.call<Record<string, unknown>>("POST", "/cron", { name: "self-check" });
  expect(JSON.stringify(check)).toMatch(/"failed":0/);
});

test("a shifted clock outlives a restart", async () => {
  const person = await bench.seed({
    grants: [{ amountPt: 10, kind: "promo", expiresAtMs: Date.now() + HOUR_MS }],
  });
  await bench.clock(2 * HOUR_MS);
  await running.end("SIGTERM");
  running = await startProduct(home, { PORT: new URL(running.url).port });
  await until(
    async () => await bench.credits(person),
    ({ balancePt }) => balancePt === "0",
  );
  expect((await bench.replayAtRest(person)).kinds).toMatchObject({ "expire-grant": 1 });
});

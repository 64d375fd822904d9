import { beforeAll, describe, expect, inject, test } from "vitest";
import { Bench, callsOf, chargeOf, fakeModel, type Person, type Tokens } from "./drill.ts";

const bench = new Bench(inject("productUrl"));
const fakeOpenAi = inject("fakeOpenAiUrl");
const fakeAnthropic = inject("fakeAnthropicUrl");

/** Name of the model, what its provider does, and what that must cost. */
const shapes: { id: string; upstream: string; provider?: string; tokens: Tokens }[] = [
  { id: "plain", upstream: "fake:tokens=7,inputTokens=1234", tokens: { input: 1_234, output: 7 } },
  {
    id: "cached",
    upstream: "fake:tokens=250,inputTokens=9001,cachedTokens=8001",
    tokens: { input: 1_000, cachedRead: 8_001, output: 250 },
  },
  {
    id: "all-cached",
    upstream: "fake:tokens=1,inputTokens=5000,cachedTokens=5000",
    tokens: { cachedRead: 5_000, output: 1 },
  },
  {
    id: "reasoning",
    upstream: "fake:tokens=100,inputTokens=10,reasoningTokens=900",
    tokens: { input: 10, output: 1_000 },
  },
  {
    id: "openai-cache-write",
    upstream: "fake:tokens=10,inputTokens=6000,cachedTokens=1000,cacheWriteTokens=4000",
    tokens: { input: 1_000, cachedRead: 1_000, cacheWrite: 4_000, output: 10 },
  },
  {
    id: "claude-cache",
    provider: "anthropic",
    upstream: "fake:tokens=10,inputTokens=1000,cachedTokens=3000,cacheWriteTokens=2000",
    tokens: { input: 1_000, cachedRead: 3_000, cacheWrite: 2_000, output: 10 },
  },
  {
    id: "in-pieces",
    upstream: "fake:tokens=40,inputTokens=100,splitBytes=3,pings,chunkMs=2",
    tokens: { input: 100, output: 40 },
  },
];

const stoppable = {
  slow: "fake:tokens=100,chunkMs=20,inputTokens=2000",
  "goes-on": "fake:tokens=60,chunkMs=20,inputTokens=2000,continueAfterDisconnect",
  quiet: "fake:tokens=40,chunkMs=10,quietAfter=5,inputTokens=2000",
  silent: "fake:neverAnswers",
};

beforeAll(async () => {
  await bench.rateCard([
    ...shapes.map(({ id, upstream, provider }) =>
      fakeModel(id, upstream, { provider: provider ?? "openai" }),
    ),
    ...Object.entries(stoppable).map(([id, upstream]) => fakeModel(id, upstream)),
    fakeModel("no-usage", "fake:tokens=300,usage=missing"),
    fakeModel("fails-late", "fake:tokens=40,errorAfter=20"),
    fakeModel("cut", "fake:tokens=40,truncateAfter=20"),
    fakeModel("resets", "fake:tokens=40,resetAfter=20"),
    fakeModel("garbage", "fake:tokens=40,garbageAfter=20"),
    fakeModel("refuses", "fake:error=503"),
    fakeModel("limited", "fake:error=429,retryAfterSeconds=1"),
    fakeModel("wrong-key", "fake:error=401"),
    fakeModel("boundless", "fake:tokens=300,ignoreMaxTokens,inputTokens=10", {
      maxOutputTokens: 50,
    }),
    fakeModel("endless", "fake:tokens=200000,ignoreMaxTokens,inputTokens=10", {
      maxOutputTokens: 50,
    }),
    fakeModel("nothing", "fake:tokens=0,inputTokens=100"),
  ]);
});

const ask = (model: string) => ({
  model,
  messages: [{ role: "user", content: "How much is it?" }],
});

async function converse(person: Person, model: string) {
  const id = await bench.newConversation(person);
  const sent = await bench.send(person, id, { text: "How much is it?", model });
  expect(sent.status).toBe(202);
  return id;
}

describe("what is charged", () => {
  test.each(shapes)("$id: tokens times price, rounded up once", async ({ id, tokens }) => {
    const person = await bench.seed();
    const answer = await bench.api(person, "POST", "/chat/completions", ask(id));
    expect(answer.status, answer.text).toBe(200);
    const charged = chargeOf(tokens);
    expect(answer.headers.get("x-pt-charged")).toBe(String(charged));
    expect(answer.headers.get("x-pt-balance")).toBe(String(1_000 - charged));
    const message = await bench.answered(person, await converse(person, id));
    expect(message.charge).toMatchObject({
      chargedPt: String(charged),
      estimated: false,
      tokens: { input: 0, cachedRead: 0, cacheWrite: 0, output: 0, ...tokens },
    });
    const folded = await bench.replayAtRest(person);
    expect(folded.settledPt).toBe(2 * charged);
    expect(folded.kinds).toMatchObject({ hold: 2, settle: 2 });
  });

  test("an answer whose provider reports nothing is charged by estimate and marked so", async () => {
    const person = await bench.seed();
    const message = await bench.answered(person, await converse(person, "no-usage"));
    expect(message).toMatchObject({ state: "complete", charge: { estimated: true } });
    const { tokens, chargedPt } = message.charge ?? {};
    expect(tokens?.output).toBeGreaterThan(150);
    expect(Number(chargedPt)).toBe(chargeOf(tokens ?? {}));
    expect((await bench.replayAtRest(person)).settledPt).toBe(Number(chargedPt));
  });

  test("a provider that writes more than asked cannot take the balance below zero", async () => {
    const person = await bench.seed({ grants: [{ amountPt: 2, kind: "topup" }] });
    const message = await bench.answered(person, await converse(person, "boundless"));
    expect(message.charge).toMatchObject({ chargedPt: "2", writtenOffMicroPt: "2000000" });
    const folded = await bench.replayAtRest(person);
    expect(folded).toMatchObject({
      balanceMicroPt: 0n,
      settledPt: chargeOf({ input: 10, output: 300 }),
    });
    expect(folded.writtenOffPt).toBe(folded.settledPt - 2);
  });

  test("a provider that never ends is cut off", async () => {
    const person = await bench.seed();
    const message = await bench.answered(person, await converse(person, "endless"));
    expect(message.text.length).toBeLessThan(20_000);
    const folded = await bench.replayAtRest(person);
    expect(folded.settledPt).toBe(Number(message.charge?.chargedPt));
    expect(folded.settledPt).toBeLessThan(20);
  });

  test("an empty answer is settled to its input", async () => {
    const person = await bench.seed();
    await bench.answered(person, await converse(person, "nothing"));
    const folded = await bench.replayAtRest(person);
    expect(folded.settledPt).toBeLessThanOrEqual(1);
  });

  test.each(["fails-late", "cut", "resets", "garbage", "refuses", "limited", "wrong-key"])(
    "%s: a failed answer costs nothing, in a conversation and in a completion",
    async (model) => {
      const person = await bench.seed();
      const message = await bench.answered(person, await converse(person, model));
      expect(message).toMatchObject({ state: "failed", failure: { slug: expect.any(String) } });
      const whole = await bench.api(person, "POST", "/chat/completions", ask(model));
      expect([502, 503]).toContain(whole.status);
      expect(whole.json["error"]).toMatchObject({ message: expect.any(String) });
      await bench.api(person, "POST", "/chat/completions", { ...ask(model), stream: true });
      const folded = await bench.replayAtRest(person);
      expect(folded).toMatchObject({ balanceMicroPt: 1_000_000_000n, settledPt: 0 });
    },
  );
});

describe("stop", () => {
  test.each(["slow", "goes-on", "quiet", "silent"] as const)(
    "%s: closes the provider's connection within 2 s and settles once what was used",
    async (model) => {
      const upstream = stoppable[model];
      const person = await bench.seed();
      const id = await converse(person, model);
      const text = async () => (await bench.transcript(person, id)).items.at(-1)?.text ?? "";
      await expect.poll(text).toMatch(model === "silent" ? /^$/ : /word3/);
      const stopping = Date.now();
      const path = `/conversations/${id}/stop`;
      const [one, two] = await Promise.all([
        bench.api(person, "POST", path),
        bench.api(person, "POST", path),
      ]);
      expect([one.status, two.status]).toEqual([200, 200]);
      const message = await bench.answered(person, id);
      expect(Date.now() - stopping).toBeLessThan(2_000);
      const goneAtMs = async () => (await callsOf(fakeOpenAi, upstream)).at(-1)?.disconnectedAtMs;
      await expect.poll(goneAtMs).toBeTypeOf("number");
      expect(((await goneAtMs()) ?? Infinity) - stopping).toBeLessThan(2_000);
      expect(message.state).toBe("stopped");
      expect((await bench.api(person, "POST", path)).json).toEqual({ stopped: false });
      const folded = await bench.replayAtRest(person);
      expect(folded.settledPt).toBe(Number(message.charge?.chargedPt ?? 0));
      expect((folded.kinds["settle"] ?? 0) + (folded.kinds["release"] ?? 0)).toBe(1);
      expect(folded.settledPt).toBe(chargeOf(message.charge?.tokens ?? {}));
    },
  );

  test("after the end changes nothing", async () => {
    const person = await bench.seed();
    const id = await converse(person, "plain");
    const before = await bench.answered(person, id);
    const stopped = await bench.api(person, "POST", `/conversations/${id}/stop`);
    expect(stopped.json).toEqual({ stopped: false });
    expect((await bench.transcript(person, id)).items.at(-1)).toEqual(before);
    await bench.replayAtRest(person);
  });
});

describe("a client that goes away", () => {
  test.each(["slow", "goes-on"])("%s: the answer is finished and settled once", async (model) => {
    const person = await bench.seed();
    const id = await bench.newConversation(person);
    const gone = new AbortController();
    const headers = {
      authorization: `Bearer ${person.apiKey}`,
      "content-type": "application/json",
    };
    const response = await fetch(`${bench.url}/api/v1/conversations/${id}/messages`, {
      method: "POST",
      headers,
      body: JSON.stringify({ text: "Go on without me", model, stream: true }),
      signal: gone.signal,
    });
    await response.body?.getReader().read();
    gone.abort();
    const message = await bench.answered(person, id);
    const tokens = { input: 2_000, output: model === "slow" ? 100 : 60 };
    expect(message).toMatchObject({ state: "complete", charge: { estimated: false, tokens } });
    const folded = await bench.replayAtRest(person);
    expect(folded).toMatchObject({ settledPt: chargeOf(tokens), kinds: { settle: 1 } });
  });

  test("before the first byte: a completion is settled once all the same", async () => {
    const person = await bench.seed();
    const gone = new AbortController();
    const headers = {
      authorization: `Bearer ${person.apiKey}`,
      "content-type": "application/json",
    };
    const waiting = fetch(`${bench.url}/api/v1/chat/completions`, {
      method: "POST",
      headers,
      body: JSON.stringify({ ...ask("goes-on"), stream: false }),
      signal: gone.signal,
    }).catch(() => undefined);
    await expect.poll(async () => (await bench.credits(person))["heldPt"]).not.toBe("0");
    gone.abort();
    await waiting;
    const folded = await bench.replayAtRest(person);
    expect(folded).toMatchObject({
      settledPt: chargeOf({ input: 2_000, output: 60 }),
      kinds: { hold: 1, settle: 1 },
    });
  });
});

test("providers see no cookie and no address of ours", async () => {
  for (const fake of [fakeOpenAi, fakeAnthropic]) {
    const calls = await (await fetch(`${fake}/__requests`)).text();
    expect(calls).not.toMatch(/"cookie"|__Host-|example\.test/i);
  }
});

import { describe, expect, it } from "vitest";
import {
  adapterNames,
  ask,
  forever,
  key,
  request,
  setUpAdapters,
} from "../../../tests/support/ai/adapters.ts";
import { collect } from "../../../tests/support/ai/collect.ts";
import { startFakeOpenAi } from "../../../tests/support/ai/fake-openai.ts";
import { createAnthropicProvider } from "./anthropic.ts";
import { estimateInputTokens, estimateTokens } from "./estimate.ts";
import { createOpenAiProvider } from "./openai.ts";
import type { ProviderEvent } from "./provider.ts";

const getAdapter = setUpAdapters();

describe.each(adapterNames)("%s", (name) => {
  const get = () => getAdapter(name);
  it("streams the text, then the provider's own usage, then the end", async () => {
    const { fake, provider } = get();
    fake.script({ text: "Grüße aus 東京 😀 end", inputTokens: 31, splitBytes: 3 });
    const run = await ask(provider);
    expect(run.text).toBe("Grüße aus 東京 😀 end");
    expect(run.usage).toMatchObject({ complete: true, estimated: [] });
    expect(run.usage.classes).toEqual({ input: 31, cachedRead: 0, cacheWrite: 0, output: 5 });
    expect(run.finish.reason).toBe("stop");
    expect(run.finish.providerAnswerId).toContain("fake");
    expect(run.error).toBeUndefined();
  });

  it("sends the limit and the sampling parameters", async () => {
    const { fake, provider } = get();
    await ask(provider, { temperature: 0.5, stop: ["END"] });
    expect(fake.requests[0]?.body).toMatchObject({
      model: "fake-small",
      max_tokens: 100,
      temperature: 0.5,
      stream: true,
      [name === "openai" ? "stop" : "stop_sequences"]: ["END"],
    });
  });

  it("finishes with length when the limit is reached", async () => {
    const { fake, provider } = get();
    fake.script({ tokens: 50 });
    const run = await ask(provider, { maxOutputTokens: 5 });
    expect(run.finish.reason).toBe("length");
    expect(run.usage.classes.output).toBe(5);
  });

  it("passes reasoning on and counts it as output", async () => {
    const { fake, provider } = get();
    fake.script({ tokens: 4, reasoning: "Let me think.", reasoningTokens: 30, inputTokens: 9 });
    const run = await ask(provider);
    expect(run.reasoning).toBe("Let me think.");
    expect(run.usage.classes).toEqual({ input: 9, cachedRead: 0, cacheWrite: 0, output: 34 });
  });

  it("tells cached reads and cache writes apart from input", async () => {
    const { fake, provider } = get();
    const cached = { cachedTokens: 600, cacheWriteTokens: 300, cacheWrite1hTokens: 50 };
    fake.script({ tokens: 2, inputTokens: 1_000, ...cached });
    const { usage } = await ask(provider);
    expect(usage.classes).toEqual(
      name === "openai"
        ? { input: 100, cachedRead: 600, cacheWrite: 300, output: 2 }
        : { input: 1_000, cachedRead: 600, cacheWrite: 350, output: 2 },
    );
    expect(usage.raw).toHaveLength(1);
  });

  it("estimates and says so when usage is missing", async () => {
    const { fake, provider } = get();
    fake.script({ tokens: 20, usage: "missing" });
    const run = await ask(provider);
    expect(run.finish.reason).toBe("stop");
    expect(run.usage).toMatchObject({ complete: false, estimated: ["input", "output"], raw: [] });
    expect(run.usage.classes.output).toBe(estimateTokens(run.text));
    expect(run.usage.classes.input).toBe(estimateInputTokens(request));
  });

  it("cites the passages that the text marks, across pieces", async () => {
    const { fake, provider } = get();
    fake.script({ text: "As said [2] and again [2], not [7].", splitBytes: 5 });
    const passages = [
      { documentId: "doc_1", title: "One", text: "First passage." },
      { documentId: "doc_2", title: "Two", text: "Second passage.", url: "/two" },
    ];
    const run = await ask(provider, { passages });
    const { type: _, ...citation } = run.citations[0] as ProviderEvent & { type: "citation" };
    expect(run.citations).toHaveLength(1);
    expect(citation).toEqual({
      number: 2,
      documentId: "doc_2",
      title: "Two",
      quote: "Second passage.",
      url: "/two",
    });
    expect(JSON.stringify(fake.requests[0]?.body)).toContain("[2] Two");
  });

  it.each([
    [400, undefined, "bad-request"],
    [401, undefined, "auth"],
    [404, undefined, "bad-request"],
    [429, 3, "rate-limited"],
    [500, undefined, "unavailable"],
    [503, undefined, "overloaded"],
    [529, undefined, "overloaded"],
  ])("refused with %s: an error of one kind, and nothing used", async (error, wait, kind) => {
    const { fake, provider } = get();
    fake.script({ error, ...(wait === undefined ? {} : { retryAfterSeconds: wait }) });
    const run = await ask(provider);
    expect(run.error).toMatchObject({ kind, status: error });
    expect(run.error?.retryAfterMs).toBe(wait === undefined ? undefined : wait * 1_000);
    expect(run.usage.classes).toEqual({ input: 0, cachedRead: 0, cacheWrite: 0, output: 0 });
    expect(run.finish.reason).toBe("error");
  });

  it("never says the key in an error", async () => {
    const { fake, provider } = get();
    fake.script({ error: 400, errorMessage: `Your key ${key} is fine but the rest is not` });
    expect((await ask(provider)).error?.message).not.toContain("0123456789");
    const wrong = name === "openai" ? createOpenAiProvider : createAnthropicProvider;
    const refused = wrong({ baseUrl: fake.url, apiKey: "sk-wrong-987654321" });
    const run = await collect(refused.stream(request, forever()));
    expect(run.error).toMatchObject({ kind: "auth", status: 401 });
    expect(JSON.stringify(run.error)).not.toContain("987654321");
  });

  it.each([
    [
      "an error inside the stream",
      { errorAfter: 3 },
      name === "openai" ? "unavailable" : "overloaded",
    ],
    ["a stream that ends too early", { truncateAfter: 3 }, "protocol"],
    ["a connection that breaks", { resetAfter: 3 }, "network"],
    ["garbage", { garbageAfter: 3 }, "protocol"],
  ])("%s keeps the text so far and reports what it may have cost", async (_, script, kind) => {
    const { fake, provider } = get();
    fake.script({ tokens: 10, ...script });
    const run = await ask(provider);
    expect(run.text).toBe("word1 word2 word3");
    expect(run.error?.kind).toBe(kind);
    expect(run.finish.reason).toBe("error");
    expect(run.usage.complete).toBe(false);
    expect(run.usage.classes.output).toBeGreaterThanOrEqual(3);
  });

  it("runs tool steps: one call to the tool, the usage of each step, and the sum at the end", async () => {
    const { fake, provider } = get();
    const toolCalls = [{ name: "weather", arguments: '{"city":"Oslo"}' }];
    fake.script({ toolCalls, text: "It rains there", inputTokens: 40 });
    const seen: string[] = [];
    const run = async (argumentsJson: string) => {
      seen.push(argumentsJson);
      return "rain";
    };
    const parameters = { type: "object", properties: { city: { type: "string" } } };
    const tools = [{ name: "weather", description: "Weather of a city", parameters, run }];
    const result = await ask(provider, { tools });
    expect(seen).toEqual(['{"city":"Oslo"}']);
    expect(result.events.map(({ type }) => type).filter((type) => type !== "text")).toEqual([
      "tool-call",
      "step",
      "usage",
      "finish",
    ]);
    expect(result.text).toBe("It rains there");
    expect(result.usage.classes).toEqual({ input: 80, cachedRead: 0, cacheWrite: 0, output: 13 });
    expect(result.usage.raw).toHaveLength(2);
    expect(JSON.stringify(fake.requests[1]?.body.messages)).toContain("rain");
  });

  it("waits between tool steps until the next event is asked for", async () => {
    const { fake, provider } = get();
    fake.script({ toolCalls: [{ name: "look", arguments: "{}" }] });
    const tools = [{ name: "look", description: "", parameters: {}, run: async () => "seen" }];
    for await (const event of provider.stream({ ...request, tools }, forever())) {
      if (event.type !== "step") continue;
      await new Promise((resolve) => setTimeout(resolve, 30));
      expect(fake.requests).toHaveLength(1);
    }
    expect(fake.requests).toHaveLength(2);
  });

  it("tells the model that a tool failed, and ends after the allowed steps", async () => {
    const { fake, provider } = get();
    fake.script({ toolCalls: [{ name: "look", arguments: "{}" }] });
    const run = () => Promise.reject(new Error("no light"));
    const tools = [{ name: "look", description: "", parameters: {}, run }];
    await ask(provider, { tools });
    expect(JSON.stringify(fake.requests[1]?.body.messages)).toContain("no light");
    const ended = await ask(provider, { tools, stepsMax: 1 });
    expect(ended.finish.reason).toBe("tool-calls");
  });

  it("hands tool calls to a caller that runs them itself", async () => {
    const { fake, provider } = get();
    fake.script({
      toolCalls: [
        { name: "look", arguments: '{"at":1}' },
        { name: "look", arguments: "{}" },
      ],
    });
    const tools = [{ name: "look", description: "", parameters: {} }];
    const run = await ask(provider, { tools });
    const calls = run.events.filter((event) => event.type === "tool-call");
    expect(calls.map(({ argumentsJson }) => argumentsJson)).toEqual(['{"at":1}', "{}"]);
    expect(run.finish.reason).toBe("tool-calls");
    expect(fake.requests).toHaveLength(1);
  });

  it("uses one connection for one answer after the other", async () => {
    const { fake, provider } = get();
    for (let turn = 0; turn < 3; turn++) await ask(provider);
    expect(fake.requests.every(({ disconnectedAtMs }) => disconnectedAtMs === null)).toBe(true);
  });

  it("says whether it is connected, and why not", async () => {
    const { fake, provider } = get();
    expect(await provider.check()).toEqual({
      state: "connected",
      models: ["fake-small", "fake-large"],
    });
    const create = name === "openai" ? createOpenAiProvider : createAnthropicProvider;
    const refused = await create({ baseUrl: fake.url, apiKey: "sk-nope-123456789" }).check();
    expect(refused).toMatchObject({ state: "not-connected", reason: "auth" });
    const nobody = await create({ baseUrl: "http://127.0.0.1:9", apiKey: key }).check();
    expect(nobody).toMatchObject({ state: "not-connected", reason: "network" });
  });
});

describe("an OpenAI-compatible server", () => {
  it("may have its version in the address or not, and may need no key", async () => {
    const open = await startFakeOpenAi();
    for (const baseUrl of [open.url, `${open.url}/`, `${open.url}/v1`, `${open.url}/v1/`]) {
      const provider = createOpenAiProvider({ baseUrl });
      expect((await collect(provider.stream(request, forever()))).finish.reason).toBe("stop");
    }
    expect(open.requests[0]?.headers.authorization).toBeUndefined();
    await open.close();
  });

  it("that asks for the newer name of the limit gets it", async () => {
    const { fake, provider } = getAdapter("openai");
    const message = "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.";
    fake.script({ error: 400, errorMessage: message }, { times: 1 });
    const run = await collect(provider.stream(request, forever()));
    expect(run.finish.reason).toBe("stop");
    expect(fake.requests[1]?.body).toMatchObject({ max_completion_tokens: 100 });
    expect(fake.requests[1]?.body.max_tokens).toBeUndefined();
  });

  it("that answers with something else than a stream is a protocol error", async () => {
    const answer = () => Promise.resolve(Response.json({ choices: [] }));
    const provider = createOpenAiProvider({ baseUrl: "http://x.test", fetch: answer });
    const run = await collect(provider.stream(request, forever()));
    expect(run.error?.kind).toBe("protocol");
  });
});

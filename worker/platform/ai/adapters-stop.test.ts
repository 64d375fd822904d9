import { describe, expect, it } from "vitest";
import {
  adapterNames,
  ask,
  forever,
  request,
  setUpAdapters,
  until,
} from "../../../tests/support/ai/adapters.ts";
import { estimateInputTokens, estimateTokens } from "./estimate.ts";
import type { ProviderEvent } from "./provider.ts";

const getAdapter = setUpAdapters();

describe.each(adapterNames)("%s", (name) => {
  const get = () => getAdapter(name);
  it.each([
    ["never answers", { neverAnswers: true }, { firstTokenMs: 60 }],
    ["is slow with its status", { headersMs: 5_000 }, { firstTokenMs: 60 }],
    [
      "is slow with its first token, keep-alives or not",
      { firstTokenMs: 5_000, pings: true },
      { firstTokenMs: 120 },
    ],
    ["goes quiet in the middle", { tokens: 9, quietAfter: 4 }, { idleMs: 60 }],
    ["goes on for ever", { tokens: 100_000, chunkMs: 5, ignoreMaxTokens: true }, { totalMs: 120 }],
  ])("a provider that %s is timed out, and its connection closed", async (_, script, timeouts) => {
    const { fake, provider } = get();
    fake.script(script);
    const limits = { firstTokenMs: 5_000, idleMs: 5_000, totalMs: 10_000, ...timeouts };
    const run = await ask(provider, { timeouts: limits });
    expect(run.error?.kind).toBe("timeout");
    expect(run.finish.reason).toBe("error");
    expect(run.usage.complete).toBe(false);
    await until(() => fake.requests[0]?.disconnectedAtMs !== null);
  });

  it("does not time out a slow reader", async () => {
    const { fake, provider } = get();
    fake.script({ tokens: 3 });
    const timeouts = { firstTokenMs: 1_000, idleMs: 1_000, totalMs: 60_000 };
    const events = [];
    for await (const event of provider.stream({ ...request, timeouts }, forever())) {
      events.push(event.type);
      await new Promise((resolve) => setTimeout(resolve, 1_100));
    }
    expect(events).not.toContain("error");
    expect(events.at(-1)).toBe("finish");
  });

  it("stopped in the middle: the provider sees the connection close at once, and usage comes out", async () => {
    const { fake, provider } = get();
    fake.script({ tokens: 10_000, chunkMs: 5, inputTokens: 77 });
    const control = new AbortController();
    const events: ProviderEvent[] = [];
    let stoppedAtMs = 0;
    for await (const event of provider.stream(
      { ...request, maxOutputTokens: 10_000 },
      control.signal,
    )) {
      events.push(event);
      if (events.filter(({ type }) => type === "text").length === 5 && stoppedAtMs === 0) {
        stoppedAtMs = Date.now();
        control.abort();
      }
    }
    await until(() => fake.requests[0]?.disconnectedAtMs !== null);
    expect((fake.requests[0]?.disconnectedAtMs ?? 0) - stoppedAtMs).toBeLessThan(2_000);
    const text = events.map((event) => (event.type === "text" ? event.text : "")).join("");
    const usage = events.find((event) => event.type === "usage")?.usage;
    expect(usage?.complete).toBe(false);
    expect(usage?.classes.output).toBe(estimateTokens(text));
    // Anthropic tells its input at the start; OpenAI tells nothing before the end.
    const input = name === "anthropic" ? 77 : estimateInputTokens(request);
    expect(usage?.classes.input).toBe(input);
    expect(usage?.estimated).toEqual(name === "anthropic" ? ["output"] : ["input", "output"]);
    expect(events.at(-1)).toMatchObject({ type: "finish", reason: "stopped" });
    expect(events.some(({ type }) => type === "error")).toBe(false);
  });

  it("stopped while nobody reads: the connection closes all the same", async () => {
    const { fake, provider } = get();
    fake.script({ tokens: 10_000, chunkMs: 5 });
    const control = new AbortController();
    const stream = provider.stream(request, control.signal)[Symbol.asyncIterator]();
    await stream.next();
    control.abort();
    await until(() => fake.requests[0]?.disconnectedAtMs !== null);
    expect((await stream.next()).done).toBe(false);
  });

  it("stopped before the first token: input counts, output does not", async () => {
    const { fake, provider } = get();
    fake.script({ neverAnswers: true });
    const control = new AbortController();
    const run = ask(provider, {}, control.signal);
    await until(() => fake.requests.length === 1);
    control.abort();
    const { usage, finish, error } = await run;
    expect(finish.reason).toBe("stopped");
    expect(error).toBeUndefined();
    expect(usage).toMatchObject({ complete: false });
    expect(usage.classes).toMatchObject({ input: estimateInputTokens(request), output: 0 });
  });

  it("stopped before it began: nobody is called", async () => {
    const { fake, provider } = get();
    const run = await ask(provider, {}, AbortSignal.abort());
    expect(run.finish.reason).toBe("stopped");
    expect(run.usage).toMatchObject({ complete: true, classes: { input: 0, output: 0 } });
    expect(fake.requests).toHaveLength(0);
  });

  it("breaking out of the loop closes the connection", async () => {
    const { fake, provider } = get();
    fake.script({ tokens: 10_000, chunkMs: 5 });
    for await (const event of provider.stream(request, forever())) if (event.type === "text") break;
    await until(() => fake.requests[0]?.disconnectedAtMs !== null);
    expect(fake.requests[0]?.emittedTokens).toBeLessThan(1_000);
  });

  it("a provider that goes on billing after the stop is not believed to be the user's", async () => {
    const { fake, provider } = get();
    fake.script({ tokens: 60, chunkMs: 2, continueAfterDisconnect: true });
    const control = new AbortController();
    const events: ProviderEvent[] = [];
    for await (const event of provider.stream(request, control.signal)) {
      events.push(event);
      if (event.type === "text") control.abort();
    }
    await until(() => fake.requests[0]?.billedOutputTokens === 60);
    const usage = events.find((event) => event.type === "usage")?.usage;
    expect(usage?.classes.output).toBeLessThan(20);
  });

  it("a provider that ignores the limit is cut off", async () => {
    const { fake, provider } = get();
    fake.script({ tokens: 20_000, ignoreMaxTokens: true });
    const run = await ask(provider, { maxOutputTokens: 100 });
    expect(run.finish.reason).toBe("length");
    expect(run.usage.classes.output).toBeLessThan(20_000);
    expect(run.usage.complete).toBe(false);
    await until(() => fake.requests[0]?.disconnectedAtMs !== null);
  });
});

import { afterAll, afterEach, beforeAll } from "vitest";
import { createAnthropicProvider } from "#platform/ai/anthropic";
import { createOpenAiProvider } from "#platform/ai/openai";
import type { Provider, ProviderRequest } from "#platform/ai/provider";
import { collect, type CollectedAnswer } from "./collect.ts";
import { startFakeAnthropic } from "./fake-anthropic.ts";
import { startFakeOpenAi } from "./fake-openai.ts";
import type { FakeProvider } from "./fake-server.ts";

export const key = "sk-test-key-0123456789";

export const request: ProviderRequest = {
  model: "fake-small",
  system: "Be brief.",
  messages: [{ role: "user", content: "Tell me something." }],
  maxOutputTokens: 100,
  timeouts: { firstTokenMs: 5_000, idleMs: 5_000, totalMs: 10_000 },
};

export const adapterNames = ["openai", "anthropic"] as const;

/** Both fakes for the tests of one file, reset after each, with an adapter that speaks to each. */
export function setUpAdapters() {
  const fakes: Partial<Record<(typeof adapterNames)[number], FakeProvider>> = {};
  beforeAll(async () => {
    fakes.openai = await startFakeOpenAi({ apiKey: key });
    fakes.anthropic = await startFakeAnthropic({ apiKey: key });
  });
  afterAll(() => Promise.all([fakes.openai?.close(), fakes.anthropic?.close()]));
  afterEach(() => {
    fakes.openai?.reset();
    fakes.anthropic?.reset();
  });
  return (name: (typeof adapterNames)[number]): { fake: FakeProvider; provider: Provider } => {
    const fake = fakes[name];
    if (fake === undefined) throw new Error("The fakes start before the first test");
    const create = name === "openai" ? createOpenAiProvider : createAnthropicProvider;
    return { fake, provider: create({ baseUrl: fake.url, apiKey: key }) };
  };
}

/** Asks one provider the standard question, with `part` changed. */
export function ask(
  provider: Provider,
  part: Partial<ProviderRequest> = {},
  signal = forever(),
): Promise<CollectedAnswer> {
  return collect(provider.stream({ ...request, ...part }, signal));
}

/** A signal that nobody aborts. */
export function forever(): AbortSignal {
  return new AbortController().signal;
}

/** Waits until the fake has noticed what the client did; fails by the test's own time limit. */
export async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

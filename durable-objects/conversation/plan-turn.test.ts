import { expect, test } from "vitest";
import type { Provider, ProviderMessage } from "#platform/ai/provider";
import { holdFor, planTurn, type PlanInput } from "./plan-turn.ts";

const PT = 1_000_000;
const prices = { input: 10 * PT, cachedRead: PT, cacheWrite: 12 * PT, output: 100 * PT };

/** Counts a token a character. */
const provider = {
  id: "openai",
  estimate: ({ messages }) => {
    const inputTokens = messages.reduce((sum, message) => sum + message.content.length, 0);
    return { inputTokens, inputTokensMax: inputTokens };
  },
} as Provider;

function input(messages: ProviderMessage[], contextTokens?: number): PlanInput {
  return {
    basis: {
      model: {
        id: "m",
        provider: "openai",
        upstreamModel: "up",
        class: "core",
        prices,
        maxOutputTokens: 2_000,
        rateCardVersion: 1,
        ...(contextTokens === undefined ? {} : { contextTokens }),
      },
      settings: { systemPrompt: "Be brief", maxOutputTokens: 1_000_000 },
      documentIds: [],
      locale: "en",
    },
    messages,
    passages: [],
    knowledge: [],
    provider,
  };
}

const say = (content: string): ProviderMessage => ({ role: "user", content });

test("the hold is the input and the longest answer that the model gives, at its prices", () => {
  const planned = planTurn(input([say("x".repeat(100))]));
  if (!planned.ok) throw new Error(planned.reason);
  expect(planned.value.request).toMatchObject({ model: "up", maxOutputTokens: 2_000 });
  expect(planned.value.estimate).toMatchObject({
    outputTokens: null,
    outputTokensMax: 2_000,
    holdMicroPt: holdFor(prices, 100, 2_000),
  });
});

test("input is held at its dearest class", () => {
  expect(holdFor(prices, 1_000, 0)).toBe(12 * PT);
});

test("a conversation that has outgrown the model loses its oldest messages, never the question", () => {
  const messages = Array.from({ length: 40 }, (_, index) => say(String(index % 10).repeat(200)));
  const planned = planTurn(input([...messages, say("the question")], 4_000));
  if (!planned.ok) throw new Error(planned.reason);
  const kept = planned.value.request.messages;
  expect(kept.length).toBeLessThan(41);
  expect(kept.at(-1)).toEqual(say("the question"));
  const { inputTokensMax, outputTokensMax } = planned.value.estimate;
  expect(inputTokensMax + outputTokensMax).toBeLessThanOrEqual(4_000);
});

test("a question that does not fit alone is refused", () => {
  expect(planTurn(input([say("x".repeat(5_000))], 4_000))).toEqual({
    ok: false,
    reason: "too-long",
    inputTokens: 5_000,
    contextTokens: 4_000,
  });
});

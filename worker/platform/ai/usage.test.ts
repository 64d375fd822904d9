import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  completeUsage,
  nothingReported,
  readAnthropicUsage,
  readOpenAiUsage,
  sumUsage,
  totalTokens,
  unused,
} from "./usage.ts";

const classes = (input: number, cachedRead: number, cacheWrite: number, output: number) => ({
  input,
  cachedRead,
  cacheWrite,
  output,
});

describe("OpenAI's usage becomes disjoint classes", () => {
  // Each expectation is worked out by hand from the provider's documentation.
  it.each([
    [
      "plain",
      { prompt_tokens: 100, completion_tokens: 20, total_tokens: 120 },
      classes(100, 0, 0, 20),
    ],
    [
      "cached input is part of the prompt",
      {
        prompt_tokens: 2_006,
        completion_tokens: 300,
        total_tokens: 2_306,
        prompt_tokens_details: { cached_tokens: 1_920, audio_tokens: 0 },
        completion_tokens_details: { reasoning_tokens: 0 },
      },
      classes(86, 1_920, 0, 300),
    ],
    [
      "cache writes are part of the prompt too",
      {
        prompt_tokens: 5_000,
        completion_tokens: 10,
        total_tokens: 5_010,
        prompt_tokens_details: { cached_tokens: 1_000, cache_write_tokens: 3_500 },
      },
      classes(500, 1_000, 3_500, 10),
    ],
    [
      "reasoning is part of the completion",
      {
        prompt_tokens: 50,
        completion_tokens: 900,
        total_tokens: 950,
        completion_tokens_details: { reasoning_tokens: 832 },
      },
      classes(50, 0, 0, 900),
    ],
    [
      "some servers count reasoning beside the completion, as the total shows",
      {
        prompt_tokens: 50,
        completion_tokens: 68,
        total_tokens: 950,
        completion_tokens_details: { reasoning_tokens: 832 },
      },
      classes(50, 0, 0, 900),
    ],
    [
      "DeepSeek's name for cached input",
      { prompt_tokens: 80, completion_tokens: 5, total_tokens: 85, prompt_cache_hit_tokens: 64 },
      classes(16, 64, 0, 5),
    ],
    [
      "null details and no total",
      { prompt_tokens: 7, completion_tokens: 0, prompt_tokens_details: null },
      classes(7, 0, 0, 0),
    ],
  ])("%s", (_, raw, expected) => {
    expect(readOpenAiUsage(raw, true)).toEqual({ classes: expected, raw, final: true });
  });

  it.each([
    ["a total that is not the sum", { prompt_tokens: 10, completion_tokens: 5, total_tokens: 30 }],
    [
      "more cached than prompt",
      { prompt_tokens: 10, completion_tokens: 5, prompt_tokens_details: { cached_tokens: 11 } },
    ],
    [
      "more reasoning than completion",
      {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        completion_tokens_details: { reasoning_tokens: 6 },
      },
    ],
    ["a negative count", { prompt_tokens: -1, completion_tokens: 5 }],
    ["a fraction", { prompt_tokens: 1.5, completion_tokens: 5 }],
    ["a text", { prompt_tokens: "10", completion_tokens: 5 }],
    ["a count beyond safe integers", { prompt_tokens: 2 ** 53, completion_tokens: 5 }],
    ["nothing", {}],
  ])("does not believe %s, and says why", (_, raw) => {
    const read = readOpenAiUsage(raw, true);
    expect(read.classes).toEqual({});
    expect(read.issue).toBeTypeOf("string");
    expect(read.raw).toBe(raw);
  });

  it("adds up to the provider's total for any consistent usage", () => {
    const count = fc.integer({ min: 0, max: 1_000_000 });
    fc.assert(
      fc.property(count, count, count, count, count, (input, cached, write, text, reasoning) => {
        const total = input + cached + write + text + reasoning;
        const read = readOpenAiUsage(
          {
            prompt_tokens: input + cached + write,
            completion_tokens: text + reasoning,
            total_tokens: total,
            prompt_tokens_details: { cached_tokens: cached, cache_write_tokens: write },
            completion_tokens_details: { reasoning_tokens: reasoning },
          },
          true,
        );
        expect(read.classes).toEqual(classes(input, cached, write, text + reasoning));
        expect(totalTokens({ ...unused().classes, ...read.classes })).toBe(total);
      }),
    );
  });
});

describe("Anthropic's usage becomes disjoint classes", () => {
  it.each([
    ["plain", { input_tokens: 25, output_tokens: 15 }, classes(25, 0, 0, 15)],
    [
      "input does not include the cache",
      {
        input_tokens: 50,
        cache_read_input_tokens: 100_000,
        cache_creation_input_tokens: 0,
        output_tokens: 500,
      },
      classes(50, 100_000, 0, 500),
    ],
    [
      "both lifetimes are cache writes",
      {
        input_tokens: 2_048,
        cache_read_input_tokens: 1_800,
        cache_creation_input_tokens: 248,
        cache_creation: { ephemeral_5m_input_tokens: 148, ephemeral_1h_input_tokens: 100 },
        output_tokens: 503,
      },
      classes(2_048, 1_800, 248, 503),
    ],
    [
      "the split alone",
      { input_tokens: 1, cache_creation: { ephemeral_1h_input_tokens: 9 }, output_tokens: 2 },
      classes(1, 0, 9, 2),
    ],
    [
      "nulls for what was not used",
      { input_tokens: 3, cache_read_input_tokens: null, cache_creation: null, output_tokens: 4 },
      classes(3, 0, 0, 4),
    ],
  ])("%s", (_, raw, expected) => {
    expect(readAnthropicUsage(raw, true)).toEqual({ classes: expected, raw, final: true });
  });

  it.each([
    [
      "a split that is not the sum",
      {
        input_tokens: 1,
        output_tokens: 1,
        cache_creation_input_tokens: 5,
        cache_creation: { ephemeral_5m_input_tokens: 4 },
      },
    ],
    ["a negative cache count", { input_tokens: 1, output_tokens: 1, cache_read_input_tokens: -5 }],
    ["no output", { input_tokens: 1 }],
  ])("does not believe %s, and says why", (_, raw) => {
    const read = readAnthropicUsage(raw, true);
    expect(read.classes).toEqual({});
    expect(read.issue).toBeTypeOf("string");
  });
});

describe("what is not reported is estimated and flagged", () => {
  const guess = () => ({ input: 40, output: 7 });

  it("estimates everything when nothing came", () => {
    expect(completeUsage(nothingReported, guess)).toEqual({
      classes: classes(40, 0, 0, 7),
      raw: [],
      complete: false,
      estimated: ["input", "output"],
    });
  });

  it("keeps reported input and takes the larger of reported and estimated output", () => {
    const early = { input_tokens: 33, cache_read_input_tokens: 8, output_tokens: 1 };
    const usage = completeUsage(readAnthropicUsage(early, false), guess);
    expect(usage).toEqual({
      classes: classes(33, 8, 0, 7),
      raw: [early],
      complete: false,
      estimated: ["output"],
    });
  });

  it("keeps the raw object of a usage that it does not believe, with the reason", () => {
    const raw = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 30 };
    const usage = completeUsage(readOpenAiUsage(raw, true), guess);
    expect(usage).toMatchObject({ raw: [raw], complete: false, classes: classes(40, 0, 0, 7) });
    expect(usage.issue).toContain("30");
  });

  it("does not estimate when the last word is complete", () => {
    const usage = completeUsage(
      readOpenAiUsage({ prompt_tokens: 1, completion_tokens: 2 }, true),
      () => {
        throw new Error("not needed");
      },
    );
    expect(usage).toMatchObject({ complete: true, estimated: [] });
  });

  it("sums steps; one incomplete step makes the sum incomplete", () => {
    const done = completeUsage(
      readOpenAiUsage({ prompt_tokens: 1, completion_tokens: 2 }, true),
      guess,
    );
    const sum = sumUsage([done, completeUsage(nothingReported, guess)]);
    expect(sum.classes).toEqual(classes(41, 0, 0, 9));
    expect(sum).toMatchObject({ complete: false, estimated: ["input", "output"] });
    expect(sumUsage([])).toEqual(unused());
  });
});

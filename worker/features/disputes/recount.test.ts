import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { priceTokens } from "#core/pricing";
import { recompute, recountTokens } from "./recount.ts";

const count = fc.nat({ max: 1_000_000 });

describe("tokens are counted again from what the provider reported", () => {
  test("in OpenAI's words, whose prompt includes what came from the cache", () => {
    const raw = [
      {
        prompt_tokens: 100,
        completion_tokens: 50,
        total_tokens: 150,
        prompt_tokens_details: { cached_tokens: 40 },
      },
    ];
    expect(recountTokens(raw)).toEqual({ input: 60, cachedRead: 40, cacheWrite: 0, output: 50 });
  });

  test("in Anthropic's words, whose classes are disjoint", () => {
    const raw = [
      {
        input_tokens: 10,
        output_tokens: 20,
        cache_read_input_tokens: 30,
        cache_creation_input_tokens: 40,
      },
    ];
    expect(recountTokens(raw)).toEqual({ input: 10, cachedRead: 30, cacheWrite: 40, output: 20 });
  });

  test("over all tool steps, and of the built-in answerer too", () => {
    const raw = [
      { engine: "builtin", input: 1, output: 2 },
      { engine: "builtin", input: 3, output: 4 },
    ];
    expect(recountTokens(raw)).toEqual({ input: 4, cachedRead: 0, cacheWrite: 0, output: 6 });
  });

  test.each([
    ["nothing", []],
    ["no list", { prompt_tokens: 1, completion_tokens: 1 }],
    ["an unknown shape", [{ tokens: 1 }]],
    ["a total that does not add up", [{ prompt_tokens: 1, completion_tokens: 1, total_tokens: 9 }]],
    ["one good and one unreadable report", [{ engine: "builtin", input: 1, output: 1 }, null]],
    ["fractions", [{ engine: "builtin", input: 0.5, output: 1 }]],
  ])("%s cannot be counted", (_, raw) => {
    expect(recountTokens(raw)).toBeNull();
  });
});

describe("the charge is worked out anew", () => {
  const prices = { input: 200_000, cachedRead: 50_000, cacheWrite: 200_000, output: 2_000_000 };
  const usage = (classes: Parameters<typeof priceTokens>[1]) => ({
    classes,
    raw: [{ engine: "builtin", input: classes.input, output: classes.output }],
    complete: true,
  });

  test("and a charge that follows from its tokens differs by nothing", () => {
    fc.assert(
      fc.property(count, count, (input, output) => {
        const classes = { input, cachedRead: 0, cacheWrite: 0, output };
        const charged = priceTokens(prices, classes);
        expect(recompute(charged, prices, usage(classes))).toEqual({
          tokens: classes,
          amountMicroPt: charged,
          differenceMicroPt: 0,
        });
      }),
    );
  });

  test("from the raw report where it says something else than what was settled", () => {
    const classes = { input: 0, cachedRead: 0, cacheWrite: 0, output: 2_000 };
    const raw = [{ engine: "builtin", input: 0, output: 500 }];
    expect(recompute(4_000_000, prices, { classes, raw, complete: true })).toMatchObject({
      amountMicroPt: 1_000_000,
      differenceMicroPt: 3_000_000,
    });
  });

  test("from what was settled where the report is not whole", () => {
    const classes = { input: 0, cachedRead: 0, cacheWrite: 0, output: 2_000 };
    const raw = [{ engine: "builtin", input: 0, output: 500 }];
    expect(recompute(4_000_000, prices, { classes, raw, complete: false })).toEqual({
      tokens: null,
      amountMicroPt: 4_000_000,
      differenceMicroPt: 0,
    });
  });
});

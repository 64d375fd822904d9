import fc from "fast-check";
import { expect, test } from "vitest";
import type { TokenCounts } from "#core/pricing";
import {
  type Bucket,
  decideTrueUp,
  type EstimatedCall,
  mostTokens,
  shareOf,
  type ShareState,
  takeShare,
  weightsOf,
} from "./decide-true-up.ts";

const none: TokenCounts = { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 };

function tokens(input: number, output: number, cachedRead = 0, cacheWrite = 0): TokenCounts {
  return { input, output, cachedRead, cacheWrite };
}

function bucket(more: Partial<Bucket>): Bucket {
  return {
    reported: none,
    exact: none,
    earlier: none,
    later: none,
    estimatedInput: 0,
    estimatedOutput: 0,
    ...more,
  };
}

test("what is reported and not known exactly belongs to the estimates", () => {
  expect(
    decideTrueUp(
      bucket({
        reported: tokens(150, 1_120, 30, 5),
        exact: tokens(50, 1_000, 10),
        estimatedInput: 130,
        estimatedOutput: 100,
      }),
    ),
  ).toEqual({ ok: true, value: tokens(100, 120, 20, 5) });
});

test.each<[string, Partial<Bucket>, object]>([
  [
    "less than is known exactly",
    { reported: tokens(0, 90), exact: tokens(0, 100), estimatedOutput: 10 },
    { reason: "reported-less", where: "output", leftTokens: -10 },
  ],
  [
    "less of one class of input, whatever the others have",
    { reported: tokens(500, 0), exact: tokens(0, 0, 1), estimatedInput: 500 },
    { reason: "reported-less", where: "input" },
  ],
  [
    "more than the estimator can be wrong by",
    { reported: tokens(0, 136), estimatedOutput: 100 },
    { reason: "reported-more", where: "output", leftTokens: 136, mostTokens: 135 },
  ],
  [
    "tokens of a class that nobody estimated",
    { reported: tokens(1, 100), estimatedOutput: 100 },
    { reason: "reported-more", where: "input", mostTokens: 0 },
  ],
  [
    "anything, where nothing is estimated",
    { reported: tokens(5, 5) },
    { reason: "nothing-estimated" },
  ],
])("a report of %s changes nothing", (_, more, refusal) => {
  expect(decideTrueUp(bucket(more))).toMatchObject({ ok: false, ...refusal });
});

test("a provider that bills nothing for what was stopped gives everything back", () => {
  const decided = decideTrueUp(bucket({ estimatedInput: 50, estimatedOutput: 100 }));
  expect(decided).toEqual({ ok: true, value: none });
});

test("calls that cross midnight leave the estimate alone where the report leaves it open", () => {
  const open = bucket({ reported: tokens(0, 120), later: tokens(0, 50), estimatedOutput: 100 });
  // 70 to 120 are possible; 100 were estimated.
  expect(decideTrueUp(open)).toEqual({ ok: true, value: tokens(0, 100) });
  expect(decideTrueUp({ ...open, estimatedOutput: 60 })).toEqual({
    ok: true,
    value: tokens(0, 70),
  });
  expect(decideTrueUp({ ...open, estimatedOutput: 500 })).toEqual({
    ok: true,
    value: tokens(0, 120),
  });
  const before = bucket({
    reported: tokens(0, 80),
    exact: tokens(0, 100),
    earlier: tokens(0, 30),
    estimatedOutput: 5,
  });
  // The provider counted some of the exact calls on the day before: between 0 and 10 are left.
  expect(decideTrueUp(before)).toEqual({ ok: true, value: tokens(0, 5) });
});

const bothEstimated = { inputEstimated: true, outputEstimated: true };
const amount = fc.integer({ min: 0, max: 2_000_000_000 });

test("shares add up to the total, are within one token of their part and never negative", () => {
  fc.assert(
    fc.property(amount, fc.array(amount, { minLength: 1, maxLength: 60 }), (total, weights) => {
      const all = weights.reduce((sum, one) => sum + one, 0);
      fc.pre(all > 0);
      let before = 0;
      let sum = 0;
      for (const weight of weights) {
        const share = shareOf(total, { before, weight, all });
        expect(share).toBeGreaterThanOrEqual(0);
        expect(Math.abs(share - (total * weight) / all)).toBeLessThan(1.001);
        before += weight;
        sum += share;
      }
      expect(sum).toBe(total);
    }),
  );
});

const anyCall: fc.Arbitrary<EstimatedCall> = fc
  .record({
    input: fc.integer({ min: 0, max: 100_000 }),
    cachedRead: fc.integer({ min: 0, max: 100_000 }),
    cacheWrite: fc.integer({ min: 0, max: 100_000 }),
    output: fc.integer({ min: 0, max: 100_000 }),
    inputEstimated: fc.boolean(),
    outputEstimated: fc.boolean(),
  })
  .map(({ inputEstimated, outputEstimated, ...counts }) => ({
    tokens: counts,
    inputEstimated,
    outputEstimated,
  }));

function totals(calls: readonly EstimatedCall[]) {
  return calls.reduce(
    (sum, call) => {
      const weights = weightsOf(call);
      return { input: sum.input + weights.input, output: sum.output + weights.output };
    },
    { input: 0, output: 0 },
  );
}

function shareAll(calls: readonly EstimatedCall[], shares: TokenCounts): TokenCounts[] {
  const { input, output } = totals(calls);
  let state: ShareState = {
    inputWeight: input,
    outputWeight: output,
    inputBefore: 0,
    outputBefore: 0,
  };
  return calls.map((call) => {
    const taken = takeShare(call, shares, state);
    ({ state } = taken);
    return taken.tokens;
  });
}

test("after a true-up the bucket has exactly what the provider reported", () => {
  const classes = ["input", "cachedRead", "cacheWrite", "output"] as const;
  fc.assert(
    fc.property(
      fc.array(anyCall, { minLength: 1, maxLength: 30 }),
      fc.record({ input: amount, cachedRead: amount, cacheWrite: amount, output: amount }),
      fc.double({ min: 0, max: 1.35, noNaN: true }),
      (calls, exact, factor) => {
        const { input, output } = totals(calls);
        fc.pre(input > 0 || output > 0);
        const counted = (name: keyof TokenCounts) =>
          calls
            .filter((call) => !(name === "output" ? call.outputEstimated : call.inputEstimated))
            .reduce((sum, call) => sum + call.tokens[name], 0);
        const left = {
          input: Math.floor(input * factor * 0.7),
          cachedRead: Math.floor(input * factor * 0.2),
          cacheWrite: Math.floor(input * factor * 0.1),
          output: Math.floor(output * factor),
        };
        const known = { ...exact };
        const reported = { ...exact };
        for (const name of classes) {
          known[name] += counted(name);
          reported[name] += counted(name) + left[name];
        }
        const decided = decideTrueUp(
          bucket({ reported, exact: known, estimatedInput: input, estimatedOutput: output }),
        );
        if (!decided.ok) throw new Error(decided.reason);
        expect(decided.value).toEqual(left);
        const after = shareAll(calls, decided.value);
        for (const name of classes) {
          const sum = after.reduce((all, one) => all + one[name], 0);
          expect(exact[name] + sum).toBe(reported[name]);
          expect(after.every((one) => one[name] >= 0)).toBe(true);
        }
      },
    ),
  );
});

test("nobody's estimate grows by more than the estimator can be wrong by", () => {
  fc.assert(
    fc.property(
      fc.array(anyCall, { minLength: 1, maxLength: 30 }),
      fc.double({ min: 0, max: 1.5, noNaN: true }),
      (calls, factor) => {
        const { input, output } = totals(calls);
        fc.pre(input > 0 || output > 0);
        const reported = tokens(
          Math.floor(input * factor * 0.5),
          Math.floor(output * factor),
          Math.floor(input * factor * 0.5),
        );
        const estimates = { estimatedInput: input, estimatedOutput: output };
        const decided = decideTrueUp(bucket({ reported, ...estimates }));
        const after = decided.ok ? shareAll(calls, decided.value) : [];
        // One token of rounding for each class.
        const isBounded = after.every((one, index) => {
          const weights = weightsOf(calls[index] ?? { tokens: none, ...bothEstimated });
          const call = calls[index] ?? { ...bothEstimated };
          const inputs = one.input + one.cachedRead + one.cacheWrite;
          return (
            (!call.outputEstimated || one.output <= mostTokens(weights.output) + 1) &&
            (!call.inputEstimated || inputs <= mostTokens(weights.input) + 3)
          );
        });
        expect(isBounded).toBe(true);
      },
    ),
  );
});

test("what was counted stays, and the shares of a bucket do not depend on its pages", () => {
  const calls: EstimatedCall[] = [
    { tokens: tokens(10, 20), inputEstimated: false, outputEstimated: true },
    { tokens: tokens(10, 20, 5), inputEstimated: true, outputEstimated: true },
  ];
  expect(shareAll(calls, tokens(12, 31, 3))).toEqual([tokens(10, 15), tokens(12, 16, 3)]);
});

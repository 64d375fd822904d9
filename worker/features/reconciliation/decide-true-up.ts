import { invariant } from "#core/assert";
import type { TokenCounts } from "#core/pricing";
import { type Result, ok, refuse } from "#core/result";
import { ESTIMATE_SAFETY_FACTOR } from "#platform/ai/estimate";

/** What is known of a bucket: one provider, model and day. Tokens by class. */
export interface Bucket {
  /** What the provider reports. */
  reported: TokenCounts;
  /** What the ledgers know exactly, settled on the day. */
  exact: TokenCounts;
  /** Of these, what began on the day before and may be reported there. */
  earlier: TokenCounts;
  /** Exact tokens of the day after that began on this day and may be reported here. */
  later: TokenCounts;
  /** Sums of the estimates. */
  estimatedInput: number;
  estimatedOutput: number;
}

/** Tokens to share out over the estimated calls, by class. */
export type Shares = TokenCounts;

export type TrueUpRefusal = {
  reason: "reported-less" | "reported-more" | "nothing-estimated";
  /** The first class or family that is out of bounds. */
  where: string;
  /** What is left of the report, and the most that the estimates may become. */
  leftTokens: number;
  mostTokens: number;
};

interface Interval {
  low: number;
  high: number;
}

const inputClasses = ["input", "cachedRead", "cacheWrite"] as const;
const allClasses = [...inputClasses, "output"] as const;

/** What of the reported tokens may belong to the estimated calls: exact unless calls cross midnight. */
function leftOver(bucket: Bucket, name: keyof TokenCounts): Interval {
  const left = bucket.reported[name] - bucket.exact[name];
  return { low: left - bucket.later[name], high: left + bucket.earlier[name] };
}

/**
 * The most that estimates may become: the estimator's own margin of error. A provider that bills
 * more went on after a stop, and that is not the user's to pay.
 */
export function mostTokens(estimatedTokens: number): number {
  return Math.ceil(estimatedTokens * ESTIMATE_SAFETY_FACTOR);
}

/** The estimate itself where the report leaves it open, else the nearest that the report allows. */
function nearest(estimatedTokens: number, { low, high }: Interval): number {
  return Math.min(Math.max(estimatedTokens, low), high);
}

function decideFamily(
  where: string,
  intervals: readonly Interval[],
  estimatedTokens: number,
): Result<number, TrueUpRefusal> {
  const low = intervals.reduce((sum, one) => sum + Math.max(0, one.low), 0);
  const high = intervals.reduce((sum, one) => sum + one.high, 0);
  const most = mostTokens(estimatedTokens);
  if (intervals.some((one) => one.high < 0)) {
    return refuse({ reason: "reported-less", where, leftTokens: high, mostTokens: most });
  }
  if (low > most) {
    return refuse({ reason: "reported-more", where, leftTokens: low, mostTokens: most });
  }
  return ok(nearest(estimatedTokens, { low, high }));
}

/** Splits a family's tokens into its classes: what each must have, then room in their order. */
function fill(total: number, intervals: readonly Interval[]): number[] {
  const filled = intervals.map(({ low }) => Math.max(0, low));
  let left = total - filled.reduce((sum, one) => sum + one, 0);
  return filled.map((least, index) => {
    const more = Math.min(left, (intervals[index]?.high ?? least) - least);
    left -= more;
    return least + more;
  });
}

/**
 * What of a final report belongs to the bucket's estimated calls: reported less exactly known. Calls
 * that cross midnight leave it open by their tokens; the estimate decides within that. Refuses when
 * the provider reports less than is known exactly, or more than the estimator can be wrong by: then
 * the estimates stay and people look at it.
 */
export function decideTrueUp(bucket: Bucket): Result<Shares, TrueUpRefusal> {
  const { estimatedInput, estimatedOutput } = bucket;
  if (estimatedInput === 0 && estimatedOutput === 0) {
    return refuse({ reason: "nothing-estimated", where: "", leftTokens: 0, mostTokens: 0 });
  }
  const intervals = inputClasses.map((name) => leftOver(bucket, name));
  const outputInterval = leftOver(bucket, "output");
  const input = decideFamily("input", intervals, estimatedInput);
  if (!input.ok) return input;
  const output = decideFamily("output", [outputInterval], estimatedOutput);
  if (!output.ok) return output;
  const [uncached = 0, cachedRead = 0, cacheWrite = 0] = fill(input.value, intervals);
  return ok({ input: uncached, cachedRead, cacheWrite, output: output.value });
}

/**
 * One call's part of `total`, in proportion to its weight: the difference of two rounded running
 * sums, so that all parts of a bucket add up to the total exactly, each is within one token of its
 * exact share, and none is below zero. `before` are the weights of the calls before it.
 */
export function shareOf(
  total: number,
  { before, weight, all }: { before: number; weight: number; all: number },
): number {
  invariant(before >= 0 && weight >= 0 && before + weight <= all, "weights add up");
  if (all === 0) return 0;
  const upTo = (weights: number) => (BigInt(total) * BigInt(weights)) / BigInt(all);
  return Number(upTo(before + weight) - upTo(before));
}

/** An estimated call as it takes part in a true-up. */
export interface EstimatedCall {
  tokens: TokenCounts;
  inputEstimated: boolean;
  outputEstimated: boolean;
}

/** What a call was estimated at, in each family; 0 where it was counted. */
export function weightsOf({ tokens, inputEstimated, outputEstimated }: EstimatedCall) {
  const { input, cachedRead, cacheWrite, output } = tokens;
  return {
    input: inputEstimated ? input + cachedRead + cacheWrite : 0,
    output: outputEstimated ? output : 0,
  };
}

/** How far a true-up has come: the weights of all calls, and of those before the next one. */
export interface ShareState {
  inputWeight: number;
  outputWeight: number;
  inputBefore: number;
  outputBefore: number;
}

/** The tokens of a call after the true-up, and how far it has come then. */
export function takeShare(
  call: EstimatedCall,
  shares: Shares,
  state: ShareState,
): { tokens: TokenCounts; state: ShareState } {
  const weights = weightsOf(call);
  const tokens = { ...call.tokens };
  for (const name of allClasses) {
    const isOutput = name === "output";
    if (isOutput ? !call.outputEstimated : !call.inputEstimated) continue;
    tokens[name] = shareOf(
      shares[name],
      isOutput
        ? { before: state.outputBefore, weight: weights.output, all: state.outputWeight }
        : { before: state.inputBefore, weight: weights.input, all: state.inputWeight },
    );
  }
  return {
    tokens,
    state: {
      ...state,
      inputBefore: state.inputBefore + weights.input,
      outputBefore: state.outputBefore + weights.output,
    },
  };
}

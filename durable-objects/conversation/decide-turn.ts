import { MINUTE_MS } from "#core/time";
import { priceTokens, type TokenPrices } from "#core/pricing";
import type {
  FinishReason,
  ProviderError,
  ProviderErrorKind,
  TokenClasses,
  Usage,
} from "#platform/ai/provider";
import type { FailureDocument } from "./documents.ts";
import type { Turn, TurnClosing } from "./turn.ts";

/** A provider is called at most so many times for one turn. */
const ATTEMPTS_MAX = 2;
/** A turn that is older is not begun anew: its asker has long gone on. Below the hold's timeout. */
export const RESUME_AGE_MS_MAX = 10 * MINUTE_MS;

export type Resumption =
  /** Ask the ledger again for the same hold, then go on. */
  | "hold-again"
  | "call-again"
  /** Stop was pressed before the interruption: what had been written is settled by estimate. */
  | "settle-written"
  | "give-up"
  /** The end is decided; tell the ledger again. */
  | "close-again"
  | "free-hold"
  | "nothing";

/** How to go on with a turn that an interruption of ours left behind. */
export function decideResumption(
  turn: Pick<Turn, "phase" | "attempt" | "stopRequested" | "createdAtMs" | "plan">,
  nowMs: number,
): Resumption {
  switch (turn.phase) {
    case "ended":
      return "nothing";
    case "closing":
      return "close-again";
    case "abandoned":
      return "free-hold";
    case "starting":
      return "hold-again";
    case "calling": {
      if (turn.stopRequested) return "settle-written";
      // Nobody reads a stateless turn's answer any more: its stream broke with the interruption.
      const canRestart = turn.plan.answer !== null;
      const isFresh = nowMs - turn.createdAtMs < RESUME_AGE_MS_MAX;
      return canRestart && isFresh && turn.attempt < ATTEMPTS_MAX ? "call-again" : "give-up";
    }
  }
}

/** Whether a turn that still has no hold may go on to call the provider once it has one. */
export function mayCall(
  turn: Pick<Turn, "createdAtMs" | "plan" | "stopRequested">,
  nowMs: number,
): boolean {
  if (turn.stopRequested || turn.plan.answer === null) return false;
  return nowMs - turn.createdAtMs < RESUME_AGE_MS_MAX;
}

/** What a provider call came to. */
export interface CallEnd {
  usage: Usage;
  finishReason: FinishReason;
  error: ProviderError | undefined;
}

/**
 * How a turn ends after its provider call: a failure costs the user nothing and the platform what
 * the provider will bill; everything else is settled to what was used, at the pinned prices.
 */
export function decideClosing(end: CallEnd, prices: TokenPrices): TurnClosing {
  const { usage, error } = end;
  const costMicroPt = priceTokens(prices, usage.classes);
  if (error !== undefined || end.finishReason === "error") {
    return {
      act: "release",
      state: "failed",
      finishReason: "error",
      failure: failureOf(error?.kind ?? "protocol"),
      usage,
      reason: `provider ${error?.kind ?? "protocol"}`,
      platformMicroPt: costMicroPt,
    };
  }
  const isStopped = end.finishReason === "stopped";
  const state = isStopped ? "stopped" : "complete";
  const shared = { state, finishReason: end.finishReason, failure: null, usage } as const;
  if (isStopped && isUnused(usage.classes)) {
    return {
      ...shared,
      act: "release",
      reason: "stopped before anything was used",
      platformMicroPt: 0,
    };
  }
  return {
    ...shared,
    act: "settle",
    chargeMicroPt: costMicroPt,
    estimated: usage.estimated.length > 0,
  };
}

/** The end of a turn that is not called again. What it cost so far is the platform's. */
export function decideGivingUp(platformMicroPt: number): TurnClosing {
  return {
    act: "release",
    state: "failed",
    finishReason: "error",
    failure: {
      slug: "unavailable",
      detail: "The answer was interrupted on our side. Nothing was charged; send it again.",
    },
    usage: null,
    reason: "interrupted",
    platformMicroPt,
  };
}

/** Usage of a call whose own count was lost, from what had been written. */
export function estimatedUsage(inputTokens: number, outputTokens: number): Usage {
  return {
    classes: { input: inputTokens, cachedRead: 0, cacheWrite: 0, output: outputTokens },
    raw: [],
    complete: false,
    estimated: ["input", "output"],
  };
}

function isUnused(classes: TokenClasses): boolean {
  return Object.values(classes).every((count) => count === 0);
}

const providerWords: Record<ProviderErrorKind, FailureDocument> = {
  auth: failed("model-unavailable", "The provider does not accept our key."),
  "rate-limited": failed("provider-failed", "The provider is asked too often at the moment."),
  overloaded: failed("provider-failed", "The provider is overloaded at the moment."),
  "bad-request": failed("provider-failed", "The provider did not accept the request."),
  "context-too-long": failed(
    "provider-failed",
    "The conversation is longer than the model can read. Start a new one or choose another model.",
  ),
  "content-filtered": failed("provider-failed", "The provider's content filter refused it."),
  timeout: failed("provider-failed", "The provider took too long."),
  network: failed("provider-failed", "The connection to the provider broke."),
  protocol: failed("provider-failed", "The provider's answer could not be read."),
  unavailable: failed("provider-failed", "The provider is not available at the moment."),
};

function failed(slug: FailureDocument["slug"], reason: string): FailureDocument {
  return { slug, detail: `${reason} Nothing was charged.` };
}

/** What the reader is told; the provider's own words may hold what is not theirs to see. */
function failureOf(kind: ProviderErrorKind): FailureDocument {
  return providerWords[kind];
}

import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { DISPUTABLE_DAYS, OPEN_MAX } from "./schema.ts";

export interface OpeningFacts {
  chargedAtMs: number;
  /** Paid and not given back. */
  leftMicroPt: number;
  paidMicroPt: number;
  nowMs: number;
}

/** Why a charge cannot be disputed now; undefined when it can. */
export function decideOpening(facts: OpeningFacts): Problem | undefined {
  if (facts.paidMicroPt === 0) return nothingPaid();
  if (facts.leftMicroPt <= 0) {
    return new Problem("conflict", { detail: "This charge was given back already, all of it." });
  }
  if (facts.nowMs - facts.chargedAtMs > DISPUTABLE_DAYS * DAY_MS) {
    return new Problem("limit-reached", {
      detail: `A charge can be disputed for ${DISPUTABLE_DAYS} days.`,
      extensions: { limitDays: DISPUTABLE_DAYS },
    });
  }
  return undefined;
}

export function nothingPaid(): Problem {
  return new Problem("conflict", { detail: "Nothing was paid for this: there is no charge." });
}

export function tooManyOpen(cause: unknown): Problem {
  return new Problem("limit-reached", {
    detail: `A workspace can have at most ${OPEN_MAX} open disputes.`,
    extensions: { limit: OPEN_MAX },
    cause,
  });
}

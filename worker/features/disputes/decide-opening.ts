import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { DISPUTABLE_DAYS, OPEN_MAX } from "./schema.ts";
import type { OpeningRefusal } from "./views.ts";

export interface OpeningFacts {
  chargedAtMs: number;
  /** Paid and not given back. */
  leftMicroPt: number;
  paidMicroPt: number;
  nowMs: number;
}

/** Why a charge cannot be disputed now; undefined when it can. */
export function decideOpening(
  facts: OpeningFacts,
): Exclude<OpeningRefusal, "too-many"> | undefined {
  if (facts.paidMicroPt === 0) return "nothing-paid";
  if (facts.leftMicroPt <= 0) return "returned";
  return facts.nowMs - facts.chargedAtMs > DISPUTABLE_DAYS * DAY_MS ? "too-old" : undefined;
}

/** The refusal as people and programs get it. */
export function openingProblem(refusal: OpeningRefusal, cause?: unknown): Problem {
  switch (refusal) {
    case "nothing-paid":
      return new Problem("conflict", { detail: "Nothing was paid for this: there is no charge." });
    case "returned":
      return new Problem("conflict", { detail: "This charge was given back already, all of it." });
    case "too-old":
      return new Problem("limit-reached", {
        detail: `A charge can be disputed for ${DISPUTABLE_DAYS} days.`,
        extensions: { limitDays: DISPUTABLE_DAYS },
      });
    case "too-many":
      return new Problem("limit-reached", {
        detail: `A workspace can have at most ${OPEN_MAX} open disputes.`,
        extensions: { limit: OPEN_MAX },
        cause,
      });
  }
}

import type { Estimate } from "#features/chat/schema";

/** What to say about an estimate; amounts in micro-PT. */
export type EstimateWords =
  | { kind: "free" }
  | {
      kind: "range";
      minMicroPt: number;
      maxMicroPt: number;
      holdMicroPt: number;
      left: number | null;
    }
  | { kind: "short"; neededMicroPt: number; availableMicroPt: number };

const LEFT_MAX = 999;

/** Chooses the words: a free model costs nothing, a hold that does not fit says what is missing. */
export function decideEstimateWords(estimate: Estimate): EstimateWords {
  const { minMicroPt, maxMicroPt, holdMicroPt, availableMicroPt, messagesLeft } = estimate;
  if (holdMicroPt === 0) return { kind: "free" };
  if (!estimate.fits) return { kind: "short", neededMicroPt: holdMicroPt, availableMicroPt };
  const left = messagesLeft === null ? null : Math.min(messagesLeft, LEFT_MAX);
  return { kind: "range", minMicroPt, maxMicroPt, holdMicroPt, left };
}

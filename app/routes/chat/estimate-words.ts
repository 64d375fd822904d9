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

/** "About" has two significant digits. */
function rounded(count: number): number {
  return Number(count.toPrecision(2));
}

/** Chooses the words: a free model costs nothing, a hold that does not fit says what is missing. */
export function decideEstimateWords(estimate: Estimate): EstimateWords {
  const { minMicroPt, maxMicroPt, holdMicroPt, availableMicroPt, messagesLeft } = estimate;
  if (holdMicroPt === 0) return { kind: "free" };
  if (!estimate.fits) return { kind: "short", neededMicroPt: holdMicroPt, availableMicroPt };
  const left = messagesLeft === null ? null : rounded(messagesLeft);
  return { kind: "range", minMicroPt, maxMicroPt, holdMicroPt, left };
}

import { formatNumber, formatPt, formatPtRange } from "#app/ui/format.ts";
import type { Estimate } from "#features/chat/schema";
import { m } from "#messages";
import { decideEstimateWords } from "./estimate-words.ts";

/** What the message will cost, while it is being written. */
export function EstimateLine({ estimate }: { estimate: Estimate | undefined }) {
  if (estimate === undefined) return null;
  const words = decideEstimateWords(estimate);
  switch (words.kind) {
    case "free":
      return <>{m.chat_estimate_free()}</>;
    case "short":
      return (
        <span className="text-warning">
          {m.chat_estimate_short({
            needed: formatPt(words.neededMicroPt),
            available: formatPt(words.availableMicroPt),
          })}
        </span>
      );
    case "range":
      return (
        <>
          {m.chat_estimate({
            range: formatPtRange(words.minMicroPt, words.maxMicroPt),
            hold: formatPt(words.holdMicroPt),
          })}
          {words.left === null ? null : (
            <>
              {" · "}
              {m.chat_messages_left({ count: words.left, shown: formatNumber(words.left) })}
            </>
          )}
        </>
      );
  }
}

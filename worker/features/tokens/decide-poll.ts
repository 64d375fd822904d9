import { SECOND_MS } from "#core/time";
import type { RequestState } from "./schema.ts";

/** How long after it was used a token may be asked for again, because the reply was lost. */
export const LOST_REPLY_MS = 10 * SECOND_MS;
const SLOWER_BY_SECONDS = 5;

interface Polled {
  state: RequestState;
  intervalSeconds: number;
  polledAtMs: number | null;
  expiresAtMs: number;
  doneAtMs: number | null;
}

export type PollDecision =
  | { kind: "issue" }
  | { kind: "again" }
  | { kind: "pending" }
  | { kind: "slow-down"; intervalSeconds: number }
  | { kind: "denied" }
  | { kind: "expired" }
  | { kind: "used" };

/** What a program that polls is told: RFC 8628, section 3.5. */
export function decidePoll(request: Polled, nowMs: number): PollDecision {
  const { state, intervalSeconds, polledAtMs, expiresAtMs, doneAtMs } = request;
  if (state === "done") {
    const isLost = doneAtMs !== null && nowMs - doneAtMs <= LOST_REPLY_MS;
    return { kind: isLost ? "again" : "used" };
  }
  if (state === "denied") return { kind: "denied" };
  if (expiresAtMs <= nowMs) return { kind: "expired" };
  if (state === "approved") return { kind: "issue" };
  if (polledAtMs !== null && nowMs - polledAtMs < intervalSeconds * SECOND_MS) {
    return { kind: "slow-down", intervalSeconds: intervalSeconds + SLOWER_BY_SECONDS };
  }
  return { kind: "pending" };
}

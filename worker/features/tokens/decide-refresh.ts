import { LOST_REPLY_MS } from "./decide-poll.ts";

interface Presented {
  usedAtMs: number | null;
  programEndedAtMs: number | null;
  programExpiresAtMs: number;
  /** Whether what followed it was used as well. */
  isSuccessorUsed: boolean;
}

export type RefreshDecision = "rotate" | "repeat" | "reuse" | "ended";

/**
 * What happens to a refresh token that is presented. One that was used comes from a thief or from a
 * program that never saw the reply; only the latter comes within seconds and before its successor
 * was used. RFC 9700, section 4.14.2.
 */
export function decideRefresh(token: Presented, nowMs: number): RefreshDecision {
  if (token.programEndedAtMs !== null || token.programExpiresAtMs <= nowMs) return "ended";
  if (token.usedAtMs === null) return "rotate";
  const isLost = nowMs - token.usedAtMs <= LOST_REPLY_MS && !token.isSuccessorUsed;
  return isLost ? "repeat" : "reuse";
}

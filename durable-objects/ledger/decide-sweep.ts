import type { Change } from "./book.ts";
import { endHold } from "./decide-settle.ts";
import { Draft } from "./draft.ts";
import type { Book } from "./draft.ts";
import { postGrantExpiry } from "./tidy.ts";

/**
 * What time alone does: holds whose timeout has passed end, grants whose time is over expire.
 * Undefined when nothing is due.
 *
 * A clock that went back would leave holds waiting for a time that is far away. A hold's timeout is
 * an interval, so its deadline is moved to at most one timeout from now.
 */
export function decideSweep(book: Book, nowMs: number): Change | undefined {
  const { state } = book;
  const wentBack = nowMs < state.head.clockAtMs;
  if (nowMs < state.dueAtMs && !(wentBack && state.holds.size > 0)) return undefined;
  const draft = new Draft(book, nowMs, null);
  let swept = false;
  for (const hold of state.holds.values()) {
    const deadlineAtMs = wentBack
      ? Math.min(hold.deadlineAtMs, nowMs + hold.timeoutMs)
      : hold.deadlineAtMs;
    if (deadlineAtMs <= nowMs) endHold(draft, hold, "expired");
    else if (deadlineAtMs < hold.deadlineAtMs) draft.putHold({ ...hold, deadlineAtMs });
    else continue;
    swept = true;
  }
  for (const seq of state.order) {
    const grant = draft.grant(seq);
    if (grant.availableMicroPt === 0 || !draft.isExpired(grant)) continue;
    postGrantExpiry(draft, seq, null);
    swept = true;
  }
  return swept ? draft.finish(null) : undefined;
}

import { HOUR_MS } from "#core/time";
import type { SendOutcome } from "#platform/mail/transport";
import { decideDelayMs, GIVEN_UP_AFTER_MS } from "./retry-schedule.ts";
import type { MailLane, MailState } from "./schema.ts";

/** Providers remember a key for a day; after this long the same key is not tried again. */
export const KEY_KNOWN_MS = 20 * HOUR_MS;

export interface ConcludedMail {
  id: string;
  lane: MailLane;
  /** With the one that has just ended. */
  tries: number;
  firstTryAtMs: number;
  /** True when an earlier try may have been accepted. */
  pinned: boolean;
  /** Of the first try that may have been accepted, otherwise of this one. */
  handedOverAtMs: number;
  honoursIdempotency: boolean;
}

export interface Conclusion {
  state: Extract<MailState, "waiting" | "sent" | "refused" | "unknown">;
  nextTryAtMs: number | null;
  pinned: boolean;
  reason: string | null;
}

/**
 * How a mail goes on after a try. What was certainly not accepted is tried again for three days, by
 * whichever transport. What may have been accepted is tried again only where the same key cannot send
 * a second mail, by the same transport and while the key is known; otherwise it is `unknown`.
 */
export function decideConclusion(
  mail: ConcludedMail,
  outcome: SendOutcome,
  nowMs: number,
): Conclusion {
  if (outcome.kind === "sent") {
    return { state: "sent", nextTryAtMs: null, pinned: false, reason: null };
  }
  const { reason } = outcome;
  if (outcome.kind === "refused") {
    return { state: "refused", nextTryAtMs: null, pinned: false, reason };
  }
  const pinned = mail.pinned || outcome.kind === "unknown";
  const askedMs = outcome.kind === "later" ? (outcome.retryAfterMs ?? 0) : 0;
  const nextTryAtMs = nowMs + Math.max(decideDelayMs(mail.lane, mail.id, mail.tries), askedMs);
  if (pinned) {
    const isKnown = mail.honoursIdempotency && nextTryAtMs - mail.handedOverAtMs < KEY_KNOWN_MS;
    return isKnown
      ? { state: "waiting", nextTryAtMs, pinned, reason }
      : { state: "unknown", nextTryAtMs: null, pinned: false, reason };
  }
  return nextTryAtMs - mail.firstTryAtMs < GIVEN_UP_AFTER_MS
    ? { state: "waiting", nextTryAtMs, pinned, reason }
    : {
        state: "refused",
        nextTryAtMs: null,
        pinned,
        reason: `given up after three days: ${reason}`.slice(0, 500),
      };
}

import { DAY_MS } from "#core/time";
import type { MailEventKind, MailTopic, SuppressionReason, SuppressionScope } from "./schema.ts";

/** So many soft bounces within that time hold an address. */
export const SOFT_BOUNCES_MAX = 3;
export const SOFT_BOUNCES_WITHIN_MS = 14 * DAY_MS;
const HELD_MS = 30 * DAY_MS;

export interface DecidedSuppression {
  scope: SuppressionScope;
  reason: SuppressionReason;
  /** Null is for good. */
  untilMs: number | null;
}

/**
 * What an event may mean for its address; a soft bounce does only when it is the third within 14
 * days. `topic` is what the mail was about, where that is known.
 */
export function decideSuppression(
  kind: MailEventKind,
  topic: MailTopic | undefined,
  nowMs: number,
): DecidedSuppression | undefined {
  switch (kind) {
    case "delivered":
    case "deferred":
      return undefined;
    case "hard-bounce":
      return { scope: "all", reason: "hard-bounce", untilMs: null };
    case "soft-bounce":
      return { scope: "all", reason: "soft-bounces", untilMs: nowMs + HELD_MS };
    case "complaint":
      return { scope: "non-essential", reason: "complaint", untilMs: null };
    case "unsubscribe":
      return { scope: topic ?? "non-essential", reason: "unsubscribe", untilMs: null };
  }
}

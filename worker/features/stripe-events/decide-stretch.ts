import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/time";

/** An event this young may still be on its way to the webhook. */
const SETTLED_AFTER_SECONDS = MINUTE_MS / SECOND_MS;
/** Read again with every stretch, for events that appeared late in Stripe's list. */
const OVERLAP_SECONDS = (10 * MINUTE_MS) / SECOND_MS;
/** A deployment that was connected just now looks back so far. */
const FIRST_LOOK_BACK_SECONDS = HOUR_MS / SECOND_MS;

export interface ReadCursor {
  readToSeconds: number;
  untilSeconds: number | null;
  afterId: string | null;
}

/** A part of Stripe's list, from new to old: what was made from `from` on and before `until`. */
export interface Stretch {
  /** Everything before it was read when this stretch began. */
  readToSeconds: number;
  fromSeconds: number;
  untilSeconds: number;
  /** The event after which to go on; null at the beginning. */
  afterId: string | null;
}

/**
 * What of Stripe's list is to be read next: the rest of a stretch that was begun, else what came
 * since. Undefined when nothing did. Times in whole seconds, as Stripe has them.
 */
export function decideStretch(
  cursor: ReadCursor | undefined,
  nowSeconds: number,
): Stretch | undefined {
  const readToSeconds = cursor?.readToSeconds ?? nowSeconds - FIRST_LOOK_BACK_SECONDS;
  const fromSeconds = readToSeconds - OVERLAP_SECONDS;
  if (cursor !== undefined && cursor.untilSeconds !== null && cursor.afterId !== null) {
    const { untilSeconds, afterId } = cursor;
    return { readToSeconds, fromSeconds, untilSeconds, afterId };
  }
  const untilSeconds = nowSeconds - SETTLED_AFTER_SECONDS;
  if (untilSeconds <= readToSeconds) return undefined;
  return { readToSeconds, fromSeconds, untilSeconds, afterId: null };
}

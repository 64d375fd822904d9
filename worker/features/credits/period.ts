import { addMonths } from "#core/time";

/** A span of time that a plan's PT are for. */
export interface Period {
  startsAtMs: number;
  endsAtMs: number;
}

/**
 * The monthly period that `nowMs` lies in, counted from the anchor, so that a plan begun on the
 * 31st does not drift to the 28th. Periods that passed unseen are skipped, not made up for.
 */
export function monthlyPeriod(anchorAtMs: number, nowMs: number): Period {
  const anchor = new Date(anchorAtMs);
  const now = new Date(nowMs);
  let months =
    (now.getUTCFullYear() - anchor.getUTCFullYear()) * 12 +
    (now.getUTCMonth() - anchor.getUTCMonth());
  if (addMonths(anchorAtMs, months) > nowMs) months -= 1;
  months = Math.max(0, months);
  return { startsAtMs: addMonths(anchorAtMs, months), endsAtMs: addMonths(anchorAtMs, months + 1) };
}

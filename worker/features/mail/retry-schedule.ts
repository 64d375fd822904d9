import { DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/time";
import type { MailLane } from "./schema.ts";

/** Waits between the tries of a mail that nobody sits and waits for. */
const DELAYS_MS = [
  MINUTE_MS,
  5 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  4 * HOUR_MS,
  8 * HOUR_MS,
];
/** Come before them for a mail that someone does wait for. */
const URGENT_DELAYS_MS = [10 * SECOND_MS, 30 * SECOND_MS];
const LAST_DELAY_MS = 12 * HOUR_MS;

/** A mail that nobody takes for so long is given up. */
export const GIVEN_UP_AFTER_MS = 3 * DAY_MS;

/** Up to a tenth more or less, the same for the same mail and try, so that not all come at once. */
function spread(id: string, tries: number): number {
  let hash = tries;
  for (const character of id) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) % 1_000;
  return 0.9 + hash / 5_000;
}

/** How long a mail waits after its `tries`th try, in milliseconds. Grows with every try. */
export function decideDelayMs(lane: MailLane, id: string, tries: number): number {
  const delays = lane === "urgent" ? [...URGENT_DELAYS_MS, ...DELAYS_MS] : DELAYS_MS;
  return Math.round((delays[tries - 1] ?? LAST_DELAY_MS) * spread(id, tries));
}

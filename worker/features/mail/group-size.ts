import type { MailTransport } from "#platform/mail/transport";

/** At most so many are handed over at once. */
export const GROUP_MAX = 20;
/** Until it is known how fast a transport is. */
const GROUP_FIRST = 5;
/** A group leaves within about so long. */
const GROUP_MS = 400;

/**
 * How many mails are handed over at once. Whatever was handed over and has not left when a job is cut
 * off ends `unknown`, unless the transport knows keys: so no more than what leaves in a moment, by how
 * long each took, in milliseconds, when it was last seen.
 */
export function decideGroupSize(
  { honoursIdempotency }: Pick<MailTransport, "honoursIdempotency">,
  msEach: number | undefined,
): number {
  if (honoursIdempotency) return GROUP_MAX;
  if (msEach === undefined) return GROUP_FIRST;
  return Math.max(1, Math.min(GROUP_MAX, Math.round(GROUP_MS / Math.max(msEach, 1))));
}

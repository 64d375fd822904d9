import { DAY_MS } from "#core/time";

/** A session ends this long after its last renewal. */
export const SESSION_TTL_MS = 30 * DAY_MS;

import { HOUR_MS, MINUTE_MS } from "#core/time";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { requireAdmitted } from "#platform/rate-limits";
import { sourceOf } from "#features/sessions";

const REQUESTS_PER_NETWORK = 30;
const CODES_PER_PERSON = 20;

/** 30 requests to be let in from a network in ten minutes; `too-many-requests` beyond. */
export async function admitProgramRequest(ctx: Ctx): Promise<void> {
  const windowMs = 10 * MINUTE_MS;
  const rule = { name: "program-requests", limit: REQUESTS_PER_NETWORK, windowMs };
  requireAdmitted(await limiterOf(ctx.env, sourceOf(ctx)).admit({ rules: [rule] }));
}

/** 20 codes that a person tries in an hour, so that none can be guessed; `too-many-requests` beyond. */
export async function admitUserCode(ctx: Ctx): Promise<void> {
  const rule = { name: "user-codes", limit: CODES_PER_PERSON, windowMs: HOUR_MS };
  requireAdmitted(await limiterOf(ctx.env, sourceOf(ctx)).admit({ rules: [rule] }));
}

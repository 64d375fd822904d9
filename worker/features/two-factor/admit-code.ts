import type { UserId } from "#core/ids";
import { MINUTE_MS } from "#core/time";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { requireAdmitted } from "#platform/rate-limits";

const RULE = { name: "second-factor", limit: 10, windowMs: 10 * MINUTE_MS };

/** 10 codes in 10 minutes for a person: a guess has one chance in 30,000 a day at most. */
export async function admitCode(ctx: Ctx, userId: UserId): Promise<void> {
  requireAdmitted(await limiterOf(ctx.env, `user:${userId}`).admit({ rules: [RULE] }));
}

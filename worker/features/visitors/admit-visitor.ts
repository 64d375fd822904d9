import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { sourceOf } from "#features/sessions";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";

const VISITORS_PER_NETWORK = 10;

/** 10 new visitors a day from a network; refuses with `quota-reached`. */
export async function admitVisitor(ctx: Ctx): Promise<void> {
  const rule = { name: "new-visitors", limit: VISITORS_PER_NETWORK, windowMs: DAY_MS };
  const admission = await limiterOf(ctx.env, sourceOf(ctx)).admit({ rules: [rule] });
  if (admission.ok) return;
  throw new Problem("quota-reached", {
    detail: "This network has used up today's free quota; register to go on.",
    retryAfterSeconds: Math.ceil(admission.retryAfterMs / 1_000),
  });
}

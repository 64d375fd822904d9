import type { Ctx } from "#platform/ctx";

/** The same ctx, acting for the deployment itself: what follows from an authorised act. */
export function asJob(ctx: Ctx): Ctx {
  return { ...ctx, actor: { kind: "job", name: "payments" } };
}

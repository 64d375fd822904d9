import { DAY_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { DISPUTABLE_DAYS } from "./schema.ts";

/**
 * Whether a page should offer to dispute a transaction: a charge that was paid, not too old, seen by
 * someone with an account. The verb decides for itself.
 */
export function mayDispute(
  ctx: Ctx,
  { kind, amountMicroPt, atMs }: { kind: string; amountMicroPt: number; atMs: number },
): boolean {
  const isPaid = kind === "settle" && amountMicroPt < 0;
  const isFresh = ctx.clock.now() - atMs <= DISPUTABLE_DAYS * DAY_MS;
  return isPaid && isFresh && ctx.workspace !== undefined && ctx.workspace.plan !== "visitor";
}

import { DAY_MS } from "#core/time";
import { may } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { DISPUTABLE_DAYS } from "./schema.ts";

/**
 * Whether a page should offer to dispute a transaction: a charge that was paid, not too old, seen by
 * someone with an account and
 * the permission. The verb decides for itself.
 */
export function mayDispute(
  ctx: Ctx,
  { kind, amountMicroPt, atMs }: { kind: string; amountMicroPt: number; atMs: number },
): boolean {
  const isPaid = kind === "settle" && amountMicroPt < 0;
  const isFresh = ctx.clock.now() - atMs <= DISPUTABLE_DAYS * DAY_MS;
  const isAccount = ctx.workspace !== undefined && ctx.workspace.plan !== "visitor";
  return isPaid && isFresh && isAccount && may(ctx, "disputes.write");
}

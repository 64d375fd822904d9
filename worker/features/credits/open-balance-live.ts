import { requirePermission } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";

/**
 * Answers an upgrade request with a WebSocket that gets the balance at once and after every change.
 * The caller has checked the origin.
 */
export async function openBalanceLive(ctx: Ctx, request: Request): Promise<Response> {
  return await ledgerOf(ctx.env, requirePermission(ctx, "credits.read").accountId).connect(request);
}

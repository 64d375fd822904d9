import { eq } from "drizzle-orm";
import { connections } from "#features/connections/tables";
import { requireFreshSession } from "#features/sessions";
import { sessions } from "#features/sessions/tables";
import { forgetMembers, requirePermission } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { findRow } from "./sign-on-row.ts";
import { companySignIns } from "./tables.ts";

/**
 * Takes the workspace's sign-on away: nobody comes in by it any more, sessions made by it end, and
 * nothing at the provider opens an account here. Who is a member stays one. Asks for a fresh session.
 * Safe to repeat.
 */
export async function removeSignOn(ctx: Ctx): Promise<void> {
  const { id: workspaceId } = requirePermission(ctx, "sign-on.write");
  requireFreshSession(ctx);
  const row = await findRow(ctx, workspaceId);
  if (row === undefined) return;
  await runBatch(ctx.db, [
    ctx.db.delete(sessions).where(eq(sessions.signOnId, row.id)),
    ctx.db.delete(connections).where(eq(connections.provider, row.id)),
    ctx.db.delete(companySignIns).where(eq(companySignIns.id, row.id)),
    auditRow(ctx, "sign-on.removed", row.id, { issuer: row.issuer }),
  ]);
  await forgetMembers(ctx, workspaceId);
}

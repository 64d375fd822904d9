import { and, eq } from "drizzle-orm";
import type { UserId, WorkspaceId } from "#core/ids";
import type { Ctx, Role } from "#platform/ctx";
import { memberships } from "./tables.ts";

export interface Membership {
  role: Role;
  /** The member's share of the pool per period; null is no cap. */
  ptCapMicroPt: number | null;
}

/** What that person may do in that workspace; undefined for someone who is not in it. */
export async function findMembership(
  ctx: Ctx,
  workspaceId: WorkspaceId,
  userId: UserId,
): Promise<Membership | undefined> {
  return await ctx.db
    .select({ role: memberships.role, ptCapMicroPt: memberships.ptCapMicroPt })
    .from(memberships)
    .where(and(eq(memberships.workspaceId, workspaceId), eq(memberships.userId, userId)))
    .get();
}

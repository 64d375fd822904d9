import { and, eq, ne } from "drizzle-orm";
import { MICRO_PER_PT } from "#core/money";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import { memberships } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireGivable, requireMemberRow, requireNoMore } from "./access.ts";
import { forgetMembers } from "./forget-members.ts";
import { GivenAccess, MemberPatch } from "./schema.ts";

/** Refuses to touch the owner, of whom a workspace always has one. */
export function ownerStays(): Problem {
  return new Problem("conflict", {
    detail: "The owner stays until the ownership is handed over.",
  });
}

/**
 * Changes a member's role or their share of the PT per period; both hold from their next request on.
 * Refuses to give, or to touch someone who has, more than one may do oneself with `forbidden`, the
 * owner's role with `conflict`, and people of other workspaces as `not-found`. Safe to repeat.
 */
export async function updateMember(ctx: Ctx, userId: string, input: MemberPatch): Promise<void> {
  const workspace = requirePermission(ctx, "members.update");
  const { role, permissionSetId, capPt } = parseInput(MemberPatch, input);
  const member = await requireMemberRow(ctx, workspace, userId);
  const changed: Partial<typeof memberships.$inferInsert> = {};
  if (role !== undefined) {
    if (member.role === "owner") throw ownerStays();
    const access = parseInput(GivenAccess, { role, permissionSetId });
    requireNoMore(ctx, member.permissions);
    await requireGivable(ctx, workspace, access);
    changed.role = role;
    changed.permissionSetId = permissionSetId ?? null;
  }
  if (capPt !== undefined) changed.ptCapMicroPt = capPt === null ? null : capPt * MICRO_PER_PT;
  if (Object.keys(changed).length === 0) return;
  const theirs = and(
    eq(memberships.workspaceId, workspace.id),
    eq(memberships.userId, member.userId),
    role === undefined ? undefined : ne(memberships.role, "owner"),
  );
  await runBatch(ctx.db, [
    ctx.db.update(memberships).set(changed).where(theirs),
    auditRow(ctx, "member.updated", member.userId, { role, permissionSetId, capPt }),
  ]);
  await forgetMembers(ctx, member.userId);
}

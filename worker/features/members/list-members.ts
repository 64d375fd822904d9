import { asc, eq } from "drizzle-orm";
import { MICRO_PER_PT } from "#core/money";
import { users } from "#features/identity/tables";
import { requirePermission } from "#features/workspaces";
import { memberships, permissionSets } from "#features/workspaces/tables";
import { ledgerOf } from "#objects/ledger";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import type { MemberView } from "./schema.ts";

const LISTED_MAX = 1_000;

/** People must be listed, and removed, also while the ledger cannot be reached. */
async function trySpendings(ctx: Ctx, { accountId }: WorkspaceRef, ids: string[]) {
  if (ids.length === 0) return new Map<string, number>();
  try {
    const spendings = await ledgerOf(ctx.env, accountId).spendings("member", ids);
    return new Map(
      spendings.map(({ id, periodMicroPt, heldMicroPt }) => [id, periodMicroPt + heldMicroPt]),
    );
  } catch (cause) {
    ctx.log.error("members.spending-unknown", cause);
    return undefined;
  }
}

/** The people of the workspace, first come first, with what each has used of the running period. */
export async function listMembers(ctx: Ctx): Promise<MemberView[]> {
  const workspace = requirePermission(ctx, "members.read");
  const rows = await ctx.db
    .select({
      userId: users.id,
      name: users.name,
      email: users.email,
      avatarPath: users.image,
      role: memberships.role,
      setId: permissionSets.id,
      setName: permissionSets.name,
      capMicroPt: memberships.ptCapMicroPt,
      joinedAtMs: memberships.createdAtMs,
    })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .leftJoin(permissionSets, eq(permissionSets.id, memberships.permissionSetId))
    .where(eq(memberships.workspaceId, workspace.id))
    .orderBy(asc(memberships.createdAtMs), asc(users.id))
    .limit(LISTED_MAX);
  const ids = rows.map(({ userId }) => userId);
  const spendings = await trySpendings(ctx, workspace, ids);
  const { actor } = ctx;
  const selfId = actor.kind === "user" || actor.kind === "api-key" ? actor.userId : undefined;
  return rows.map((row) => {
    const { userId, name, email, avatarPath, role, setId, setName, capMicroPt, joinedAtMs } = row;
    return {
      userId,
      name,
      email,
      avatarPath,
      role,
      permissionSet: setId === null || setName === null ? null : { id: setId, name: setName },
      capPt: capMicroPt === null ? null : capMicroPt / MICRO_PER_PT,
      usedMicroPt: spendings === undefined ? null : (spendings.get(userId) ?? 0),
      joinedAtMs,
      self: userId === selfId,
    };
  });
}

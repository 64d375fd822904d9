import { and, eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { type Permission, rolePermissions } from "#core/permissions";
import { memberships, permissionSets } from "#features/workspaces/tables";
import { inboxOf, type ReaderId } from "#objects/inbox";
import type { Ctx } from "#platform/ctx";
import { kindsFor } from "./audience.ts";
import { countUnread } from "./list-notices.ts";
import type { ReadWorkspace } from "./reader.ts";
import type { notices } from "./tables.ts";

/** More members than this see it when they look next. */
const READERS_MAX = 200;

type Notice = Pick<typeof notices.$inferSelect, "workspaceId" | "userId" | "kind">;

/**
 * Tells a reader's open tabs how much is unread. It never throws: a tab that was not told reads anew
 * when it connects or moves on.
 */
export async function announceUnread(
  ctx: Ctx,
  workspace: ReadWorkspace,
  readerId: ReaderId,
): Promise<void> {
  try {
    const count = () => countUnread(ctx, workspace, readerId);
    await inboxOf(ctx.env, readerId).announce(workspace.id, count);
  } catch (cause) {
    ctx.log.error("notices.not-announced", cause, { readerId });
  }
}

/** The members of its workspace whom a notice is for, with what they may do; at most 200. */
export async function listReaders(
  ctx: Ctx,
  { workspaceId, userId, kind }: Notice,
): Promise<{ userId: UserId; permissions: readonly Permission[] }[]> {
  const isNamed = userId === "" ? undefined : eq(memberships.userId, userId as UserId);
  const members = await ctx.db
    .select({
      userId: memberships.userId,
      role: memberships.role,
      own: permissionSets.permissions,
    })
    .from(memberships)
    .leftJoin(permissionSets, eq(permissionSets.id, memberships.permissionSetId))
    .where(and(eq(memberships.workspaceId, workspaceId), isNamed))
    .limit(READERS_MAX);
  return members
    .map(({ userId, role, own }) => ({ userId, permissions: own ?? [...rolePermissions[role]] }))
    .filter(({ permissions }) => isNamed !== undefined || kindsFor(permissions).includes(kind));
}

/** Tells the open tabs of everyone whom a notice is for. */
export async function announceNotice(ctx: Ctx, notice: Notice): Promise<void> {
  const readers = await listReaders(ctx, notice);
  await Promise.all(
    readers.map(({ userId, permissions }) =>
      announceUnread(ctx, { id: notice.workspaceId, permissions }, userId),
    ),
  );
}

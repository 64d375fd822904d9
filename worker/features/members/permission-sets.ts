import { and, asc, count, eq, sql } from "drizzle-orm";
import { type Id, isId, newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requirePermission } from "#features/workspaces";
import type { Permission } from "#features/workspaces/schema";
import { memberships, permissionSets } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, isUniqueViolation, runBatch } from "#platform/db";
import { requireNoMore } from "./access.ts";
import { forgetMembers } from "./forget-members.ts";
import {
  basicPermissions,
  NewPermissionSet,
  PERMISSION_SETS_MAX,
  type PermissionSetView,
} from "./schema.ts";

const withBasics = (wanted: readonly Permission[]): Permission[] => [
  ...new Set([...basicPermissions, ...wanted]),
];

function nameTaken(cause: unknown): Problem {
  const errors = [{ pointer: "/name", detail: "another role of this workspace has this name" }];
  return new Problem("already-exists", { errors, cause });
}

async function requireSet(ctx: Ctx, workspace: WorkspaceRef, id: string) {
  const row = isId("role", id)
    ? await ctx.db
        .select()
        .from(permissionSets)
        .where(and(eq(permissionSets.id, id), eq(permissionSets.workspaceId, workspace.id)))
        .get()
    : undefined;
  if (row === undefined) {
    throw new Problem("not-found", { detail: "There is no such permission set." });
  }
  return row;
}

/** The workspace's own roles by name, with how many members have each. */
export async function listPermissionSets(ctx: Ctx): Promise<PermissionSetView[]> {
  const { id } = requirePermission(ctx, "members.read");
  return await ctx.db
    .select({
      id: permissionSets.id,
      name: permissionSets.name,
      permissions: permissionSets.permissions,
      members: count(memberships.userId),
    })
    .from(permissionSets)
    .leftJoin(memberships, eq(memberships.permissionSetId, permissionSets.id))
    .where(eq(permissionSets.workspaceId, id))
    .groupBy(permissionSets.id)
    .orderBy(asc(permissionSets.name));
}

/**
 * Makes a role of the workspace's own. It always holds what the frame of the pages needs. Refuses
 * what one may not do oneself with `forbidden`, a name that is there with `already-exists` and the
 * 21st with `limit-reached`.
 */
export async function createPermissionSet(
  ctx: Ctx,
  input: NewPermissionSet,
): Promise<{ id: Id<"role"> }> {
  const workspace = requirePermission(ctx, "roles.write");
  const { name, permissions } = parseInput(NewPermissionSet, input);
  requireNoMore(ctx, permissions);
  const now = ctx.clock.now();
  const id = newId("role", now);
  const hasRoom = sql`(SELECT COUNT(*) FROM ${permissionSets} WHERE ${permissionSets.workspaceId} = ${workspace.id}) < ${PERMISSION_SETS_MAX}`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, hasRoom),
      ctx.db.insert(permissionSets).values({
        id,
        workspaceId: workspace.id,
        name,
        permissions: withBasics(permissions),
        createdAtMs: now,
        updatedAtMs: now,
      }),
      auditRow(ctx, "role.created", id, { permissions }),
    ]);
  } catch (cause) {
    if (isUniqueViolation(cause, "permission_sets.workspace_id")) throw nameTaken(cause);
    if (!isGuardFailure(cause)) throw cause;
    throw new Problem("limit-reached", {
      detail: `A workspace has at most ${PERMISSION_SETS_MAX} roles of its own.`,
      extensions: { limit: PERMISSION_SETS_MAX },
    });
  }
  return { id };
}

/**
 * Changes a role of the workspace's own, for everyone who has it, from their next request on.
 * Refuses as `createPermissionSet` does. Safe to repeat.
 */
export async function updatePermissionSet(
  ctx: Ctx,
  id: string,
  input: NewPermissionSet,
): Promise<void> {
  const workspace = requirePermission(ctx, "roles.write");
  const { name, permissions } = parseInput(NewPermissionSet, input);
  const row = await requireSet(ctx, workspace, id);
  requireNoMore(ctx, [...permissions, ...row.permissions]);
  try {
    await runBatch(ctx.db, [
      ctx.db
        .update(permissionSets)
        .set({ name, permissions: withBasics(permissions), updatedAtMs: ctx.clock.now() })
        .where(eq(permissionSets.id, row.id)),
      auditRow(ctx, "role.updated", row.id, { permissions }),
    ]);
  } catch (cause) {
    if (isUniqueViolation(cause, "permission_sets.workspace_id")) throw nameTaken(cause);
    throw cause;
  }
  const holders = await ctx.db
    .select({ userId: memberships.userId })
    .from(memberships)
    .where(eq(memberships.permissionSetId, row.id));
  await forgetMembers(ctx, ...holders.map(({ userId }) => userId));
}

/** Deletes a role of the workspace's own that nobody has; refuses one in use with `conflict`. */
export async function deletePermissionSet(ctx: Ctx, id: string): Promise<void> {
  const workspace = requirePermission(ctx, "roles.write");
  const row = await requireSet(ctx, workspace, id);
  try {
    await runBatch(ctx.db, [
      ctx.db.delete(permissionSets).where(eq(permissionSets.id, row.id)),
      auditRow(ctx, "role.deleted", row.id, { name: row.name }),
    ]);
  } catch (cause) {
    if (!String(cause instanceof Error ? (cause.cause ?? cause) : cause).includes("FOREIGN KEY")) {
      throw cause;
    }
    throw new Problem("conflict", {
      detail: "Members or invitations have this role; give them another one first.",
      cause,
    });
  }
}

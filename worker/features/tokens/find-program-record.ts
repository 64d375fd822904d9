import { and, eq, isNull } from "drizzle-orm";
import type { ProgramId } from "#core/ids";
import { users } from "#features/identity/tables";
import { toWorkspaceRef, workspacePart } from "#features/workspaces";
import { memberships, permissionSets, workspaces } from "#features/workspaces/tables";
import type { Actor, WorkspaceRef } from "#platform/ctx";
import type { Db } from "#platform/db";
import { programs } from "./tables.ts";

/** What a request with an access token needs to know of its program. */
export interface ProgramRecord {
  actor: Extract<Actor, { kind: "api-key" }>;
  workspace: WorkspaceRef;
  expiresAtMs: number;
  lastUsedAtMs: number | null;
}

/**
 * A program that still has access, its workspace and its person's part in it; undefined when one of
 * them is gone.
 */
export async function findProgramRecord(db: Db, id: ProgramId): Promise<ProgramRecord | undefined> {
  const row = await db
    .select({
      program: programs,
      part: workspacePart,
      operator: users.operator,
    })
    .from(programs)
    .innerJoin(workspaces, eq(workspaces.id, programs.workspaceId))
    .innerJoin(
      memberships,
      and(
        eq(memberships.workspaceId, programs.workspaceId),
        eq(memberships.userId, programs.userId),
      ),
    )
    .leftJoin(permissionSets, eq(permissionSets.id, memberships.permissionSetId))
    .innerJoin(users, eq(users.id, programs.userId))
    .where(and(eq(programs.id, id), isNull(programs.endedAtMs), isNull(workspaces.deletedAtMs)))
    .get();
  if (row === undefined) return undefined;
  const { program } = row;
  return {
    actor: {
      kind: "api-key",
      keyId: program.id,
      userId: program.userId,
      operator: row.operator,
      scopes: program.scopes,
      models: undefined,
      budgetMicroPt: undefined,
    },
    workspace: toWorkspaceRef(row.part),
    expiresAtMs: program.expiresAtMs,
    lastUsedAtMs: program.lastUsedAtMs,
  };
}

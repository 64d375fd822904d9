import { and, eq, isNull, or } from "drizzle-orm";
import type { ApiKeyId } from "#core/ids";
import { users } from "#features/identity/tables";
import { toWorkspaceRef, workspacePart } from "#features/workspaces";
import { memberships, permissionSets, workspaces } from "#features/workspaces/tables";
import type { Actor, WorkspaceRef } from "#platform/ctx";
import type { Db } from "#platform/db";
import { apiKeys } from "./tables.ts";

/** What a request with a key needs to know of it. */
export interface KeyRecord {
  actor: Extract<Actor, { kind: "api-key" }> & { keyId: ApiKeyId };
  workspace: WorkspaceRef;
  requestsPerMinute: number;
  limitedByPlan: boolean;
  expiresAtMs: number | null;
  revokedAtMs: number | null;
  lastUsedAtMs: number | null;
  /** Ranges of addresses that it may be used from; null is from everywhere. */
  allowedRanges: string[] | null;
  /** Until when this secret is good, where it was rotated; null is without an end. */
  secretUntilMs: number | null;
}

/** The key with that hash, its workspace and its owner's part in it; undefined when one is gone. */
export async function findKeyRecord(db: Db, secretHash: string): Promise<KeyRecord | undefined> {
  const row = await db
    .select({
      key: apiKeys,
      part: workspacePart,
      operator: users.operator,
    })
    .from(apiKeys)
    .innerJoin(workspaces, eq(workspaces.id, apiKeys.workspaceId))
    .innerJoin(
      memberships,
      and(eq(memberships.workspaceId, apiKeys.workspaceId), eq(memberships.userId, apiKeys.userId)),
    )
    .leftJoin(permissionSets, eq(permissionSets.id, memberships.permissionSetId))
    .innerJoin(users, eq(users.id, apiKeys.userId))
    .where(
      and(
        or(eq(apiKeys.secretHash, secretHash), eq(apiKeys.oldSecretHash, secretHash)),
        isNull(workspaces.deletedAtMs),
      ),
    )
    .get();
  if (row === undefined) return undefined;
  const { key } = row;
  return {
    actor: {
      kind: "api-key",
      keyId: key.id,
      userId: key.userId,
      operator: row.operator,
      scopes: key.scopes,
      models: key.models ?? undefined,
      budgetMicroPt: key.budgetMicroPt ?? undefined,
    },
    workspace: toWorkspaceRef(row.part),
    requestsPerMinute: key.requestsPerMinute,
    limitedByPlan: key.limitedByPlan === true,
    expiresAtMs: key.expiresAtMs,
    revokedAtMs: key.revokedAtMs,
    lastUsedAtMs: key.lastUsedAtMs,
    allowedRanges: key.allowedRanges,
    secretUntilMs: key.secretHash === secretHash ? null : (key.oldSecretUntilMs ?? 0),
  };
}

import { and, eq, inArray, isNull, or, type SQL, sql } from "drizzle-orm";
import type { WorkspaceId } from "#core/ids";
import type { Permission } from "#core/permissions";
import { Problem } from "#core/problem";
import { preferences } from "#features/preferences/tables";
import { permissionsOf, requireWorkspace } from "#features/workspaces";
import type { ReaderId } from "#objects/inbox";
import type { Ctx } from "#platform/ctx";
import { kindsFor } from "./audience.ts";
import { noticeTopics } from "./schema.ts";
import { notices } from "./tables.ts";

/** The workspace whose notices are read, and what the reader may do in it. */
export interface ReadWorkspace {
  id: WorkspaceId;
  permissions: readonly Permission[];
}

/** The workspace of this request, as its reader sees it. */
export function requireReadWorkspace(ctx: Ctx): ReadWorkspace {
  return { id: requireWorkspace(ctx).id, permissions: permissionsOf(ctx) };
}

/** Who reads notices: a person, also through their API key, or a visitor. */
export function requireReader(ctx: Ctx): ReaderId {
  const { actor } = ctx;
  if (actor.kind === "user" || actor.kind === "api-key") return actor.userId;
  if (actor.kind === "visitor") return actor.visitorId;
  throw new Problem("unauthorized");
}

/** False where the reader has switched the product off for what a notice is about. */
function isWanted(readerId: string): SQL {
  const topics = JSON.stringify(noticeTopics);
  const topic = sql`json_extract(${topics}, '$."' || ${notices.kind} || '"')`;
  const chosen = sql`SELECT json_extract(${preferences.choices}, '$.' || ${topic} || '.app') FROM ${preferences} WHERE ${preferences.userId} = ${readerId}`;
  return sql`COALESCE((${chosen}), 1) <> 0`;
}

/**
 * Notices of this workspace that are for the reader or for everyone who may do what
 * they may, wanted by them, and not dealt with yet.
 */
export function visibleTo({ id, permissions }: ReadWorkspace, readerId: string): SQL | undefined {
  const toAll = and(eq(notices.userId, ""), inArray(notices.kind, kindsFor(permissions)));
  return and(
    eq(notices.workspaceId, id),
    isNull(notices.resolvedAtMs),
    or(eq(notices.userId, readerId), toAll),
    isWanted(readerId),
  );
}

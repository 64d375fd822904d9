import { and, eq, isNull } from "drizzle-orm";
import { isId } from "#core/ids";
import { readSignedCookie } from "#features/sessions";
import { workspaces } from "#features/workspaces/tables";
import type { Actor, WorkspaceRef } from "#platform/ctx";
import type { Db } from "#platform/db";
import { visitors } from "./tables.ts";
import { VISITOR_CONTEXT, VISITOR_COOKIE } from "./visitor-cookie.ts";

type VisitorActor = Extract<Actor, { kind: "visitor" }>;

/** The visitor that a Cookie header names, unless someone has adopted what was theirs. */
export async function findVisitor(
  db: Db,
  cookieHeader: string | null,
  { secret, ipHash }: { secret: string; ipHash: string },
): Promise<{ actor: VisitorActor; workspace: WorkspaceRef } | undefined> {
  const id = await readSignedCookie(cookieHeader, VISITOR_COOKIE, secret, VISITOR_CONTEXT);
  if (!isId("vis", id)) return undefined;
  const row = await db
    .select({
      workspaceId: workspaces.id,
      accountId: workspaces.accountId,
      plan: workspaces.plan,
      planVersionId: workspaces.planVersionId,
    })
    .from(visitors)
    .innerJoin(workspaces, eq(workspaces.id, visitors.workspaceId))
    .where(
      and(
        eq(visitors.id, id),
        isNull(visitors.adoptedByWorkspaceId),
        isNull(workspaces.deletedAtMs),
      ),
    )
    .get();
  if (row === undefined) return undefined;
  const { workspaceId, accountId, plan, planVersionId } = row;
  return {
    actor: { kind: "visitor", visitorId: id, ipHash },
    workspace: { id: workspaceId, accountId, plan, planVersionId, role: "owner" },
  };
}

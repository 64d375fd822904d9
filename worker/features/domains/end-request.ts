import type { UserId, WorkspaceId } from "#core/ids";
import { resolveRows } from "#features/notices";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { hasAsked, requestOf } from "./ask-to-join.ts";
import { joinRequests } from "./tables.ts";
import { occasionOf } from "./tell.ts";

/** The rows that end a request to join: nobody is told of it any more. */
export function endRequestRows(ctx: Ctx, workspaceId: WorkspaceId, userId: UserId): Statement[] {
  const key = occasionOf("join-requested", { workspaceId, userId });
  return [
    ctx.db.delete(joinRequests).where(requestOf(workspaceId, userId)),
    ...resolveRows(ctx, { workspaceId, kind: "join-requested", key }),
  ];
}

/** The rows for the batch in which someone comes into a workspace: if they wait, they do so no more. */
export async function noLongerAsksRows(
  ctx: Ctx,
  workspaceId: WorkspaceId,
  userId: UserId,
): Promise<Statement[]> {
  return (await hasAsked(ctx, workspaceId, userId)) ? endRequestRows(ctx, workspaceId, userId) : [];
}

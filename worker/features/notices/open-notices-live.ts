import { inboxOf } from "#objects/inbox";
import type { Ctx } from "#platform/ctx";
import { announceUnread } from "./announce-unread.ts";
import { requireReader, requireReadWorkspace } from "./reader.ts";

/**
 * Answers an upgrade request with a WebSocket that is told how much is unread: at once, so that
 * nothing is missed between two connections, and after every change. The caller has checked the
 * origin.
 */
export async function openNoticesLive(ctx: Ctx, request: Request): Promise<Response> {
  const readerId = requireReader(ctx);
  const workspace = requireReadWorkspace(ctx);
  const answer = await inboxOf(ctx.env, readerId).connect(workspace.id, request);
  await announceUnread(ctx, workspace, readerId);
  return answer;
}

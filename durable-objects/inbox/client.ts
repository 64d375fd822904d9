import type { UserId, VisitorId, WorkspaceId } from "#core/ids";

/** Who reads notices. */
export type ReaderId = UserId | VisitorId;

/** The open tabs of one reader. */
export interface Inbox {
  /**
   * Tells the reader's tabs of a workspace how much is unread. `count` is called once, after the
   * change and in its place among others: what is shown last knows of all of them.
   */
  announce(workspaceId: WorkspaceId, count: () => Promise<number>): Promise<void>;
  /** Answers an upgrade request with a WebSocket that is told of that workspace. */
  connect(workspaceId: WorkspaceId, request: Request): Promise<Response>;
}

export function inboxOf(env: Pick<Env, "INBOX">, readerId: ReaderId): Inbox {
  const stub = env.INBOX.getByName(readerId);
  return {
    announce: async (workspaceId, count) => {
      const stamp = await stub.stamp();
      await stub.publish({ workspaceId, unread: await count() }, stamp);
    },
    connect: async (workspaceId, request) => {
      const url = new URL(request.url);
      url.searchParams.set("workspace", workspaceId);
      return await stub.fetch(new Request(url, request));
    },
  };
}

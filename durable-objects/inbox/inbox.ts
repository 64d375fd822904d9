import { DurableObject } from "cloudflare:workers";

/** What a socket remembers through hibernation: the newest count that it was sent. */
interface Attachment {
  stamp: number;
}

export interface UnreadCount {
  workspaceId: string;
  unread: number;
}

/**
 * The open tabs of one reader of notices. It keeps nothing but its sockets, which hibernate: the
 * notices are in the database, and whoever changed something there says here what is unread now.
 */
export class InboxObject extends DurableObject<Env> {
  #lastStamp = 0;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    ctx.setWebSocketAutoResponse(new WebSocketRequestResponsePair("ping", "pong"));
  }

  /**
   * A place in the order of counts. Take it after the change and before counting: of two counts the
   * one with the later stamp knows of both changes, whichever arrives first.
   */
  stamp(): number {
    this.#lastStamp = Math.max(Date.now(), this.#lastStamp + 1);
    return this.#lastStamp;
  }

  /** Tells the tabs that show this workspace how much is unread, unless they know something newer. */
  publish({ workspaceId, unread }: UnreadCount, stamp: number): void {
    const text = JSON.stringify({ unread });
    for (const socket of this.ctx.getWebSockets(workspaceId)) {
      const known = socket.deserializeAttachment() as Attachment | null;
      if (known !== null && known.stamp >= stamp) continue;
      try {
        socket.send(text);
        socket.serializeAttachment({ stamp } satisfies Attachment);
      } catch {
        // A socket that is closing is told when it connects again.
      }
    }
  }

  /** Upgrades to a WebSocket of one tab; the address ends in the workspace that it shows. */
  override fetch(request: Request): Response {
    const workspaceId = new URL(request.url).searchParams.get("workspace");
    if (request.headers.get("upgrade")?.toLowerCase() !== "websocket" || workspaceId === null) {
      return new Response("Expected a WebSocket", { status: 426 });
    }
    const { 0: client, 1: server } = new WebSocketPair();
    this.ctx.acceptWebSocket(server, [workspaceId]);
    return new Response(null, { status: 101, webSocket: client });
  }

  override webSocketMessage(): void {
    // Counts flow one way; whatever a client says needs no answer.
  }

  override webSocketClose(socket: WebSocket, code: number): void {
    socket.close(code === 1005 || code === 1006 ? 1000 : code);
  }
}

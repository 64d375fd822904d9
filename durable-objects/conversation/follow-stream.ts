import type { TurnEvent, TurnListener } from "./live-turn.ts";

/** A follower that reads so slowly that more than this waits for it is let go. */
const WAITING_BYTES_MAX = 4_000_000;

/** Between two signs of life, so that nobody on the way takes a slow model for a dead connection. */
const ALIVE_MS = 15_000;

/** A comment that clients of server-sent events ignore. */
export const SSE_ALIVE = ": alive\n\n";

/** Server-sent events: one document an event, its seq as the event's id. */
export function sseChunk(document: object): string {
  const id = "seq" in document ? `id: ${String(document.seq)}\n` : "";
  return `${id}data: ${JSON.stringify(document)}\n\n`;
}

export function jsonLine(document: object): string {
  return `${JSON.stringify(document)}\n`;
}

/**
 * A stream of encoded turn events that ends after the last one; `alive` is sent while nothing
 * happens. Nothing hangs on its cancel(), which the runtime does not call for a client that went
 * away.
 */
export function followStream(
  subscribe: (listener: TurnListener) => () => void,
  encode: (event: TurnEvent) => string | undefined,
  alive?: string,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let unsubscribe: (() => void) | undefined;
  let timer: ReturnType<typeof setInterval> | undefined;
  let isOpen = true;
  const end = (): void => {
    isOpen = false;
    clearInterval(timer);
    unsubscribe?.();
  };
  return new ReadableStream<Uint8Array>({
    type: "bytes",
    start(controller) {
      const write = (text: string | undefined): void => {
        if (!isOpen || text === undefined) return;
        controller.enqueue(encoder.encode(text));
        if (-(controller.desiredSize ?? 0) <= WAITING_BYTES_MAX) return;
        end();
        controller.error(new Error("The follower is too slow"));
      };
      if (alive !== undefined) timer = setInterval(() => write(alive), ALIVE_MS);
      unsubscribe = subscribe((event) => {
        write(encode(event));
        if (!isOpen || event.type !== "ended") return;
        end();
        controller.close();
      });
    },
    cancel: end,
  });
}

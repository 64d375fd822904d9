import type { TurnListener } from "./live-turn.ts";

/** A follower that reads so slowly that more than this waits for it is let go. */
const WAITING_BYTES_MAX = 4_000_000;

/** Server-sent events: one document an event, its seq as the event's id. */
export function sseChunk(document: object): string {
  const id = "seq" in document ? `id: ${String(document.seq)}\n` : "";
  return `${id}data: ${JSON.stringify(document)}\n\n`;
}

export function jsonLine(document: object): string {
  return `${JSON.stringify(document)}\n`;
}

/**
 * A stream of encoded turn events that ends after the last one. Nothing hangs on its cancel(), which
 * the runtime does not call for a client that went away.
 */
export function followStream(
  subscribe: (listener: TurnListener) => () => void,
  encode: Parameters<typeof encodedListener>[1],
): ReadableStream<Uint8Array> {
  let unsubscribe: (() => void) | undefined;
  return new ReadableStream<Uint8Array>({
    type: "bytes",
    start(controller) {
      unsubscribe = subscribe(encodedListener(controller, encode));
    },
    cancel() {
      unsubscribe?.();
    },
  });
}

function encodedListener(
  controller: ReadableStreamController<Uint8Array>,
  encode: (event: Parameters<TurnListener>[0]) => string | undefined,
): TurnListener {
  const encoder = new TextEncoder();
  let isOpen = true;
  return (event) => {
    if (!isOpen) return;
    const text = encode(event);
    if (text !== undefined) controller.enqueue(encoder.encode(text));
    if (event.type === "ended") {
      isOpen = false;
      controller.close();
    } else if (-(controller.desiredSize ?? 0) > WAITING_BYTES_MAX) {
      isOpen = false;
      controller.error(new Error("The follower is too slow"));
    }
  };
}

import { readLiveEvents } from "./read-live-events.ts";
import type { MessageView } from "./schema.ts";

async function readSettled(
  events: ReadableStream<Uint8Array>,
  isOver: () => boolean,
): Promise<MessageView | undefined> {
  for await (const event of readLiveEvents(events)) {
    if (isOver()) return undefined;
    if (event.type === "settled") return event.message;
  }
  return undefined;
}

/**
 * Reads a followed turn until it has ended, at most `timeoutMs`; undefined when it goes on. The turn
 * itself does not notice.
 */
export async function waitForAnswer(
  events: ReadableStream<Uint8Array>,
  timeoutMs: number,
): Promise<MessageView | undefined> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;
  const timeout = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => {
      isOver = true;
      resolve(undefined);
    }, timeoutMs);
  });
  try {
    return await Promise.race([readSettled(events, () => isOver), timeout]);
  } finally {
    clearTimeout(timer);
  }
}

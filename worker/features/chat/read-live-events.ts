import type { LiveEvent } from "./schema.ts";

/** The LiveEvents of a followed turn as they come, read from its server-sent events. */
export async function* readLiveEvents(
  stream: ReadableStream<Uint8Array>,
): AsyncGenerator<LiveEvent, void, undefined> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of stream) {
    const lines = (rest + decoder.decode(bytes, { stream: true })).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line.startsWith("data: ")) yield JSON.parse(line.slice(6)) as LiveEvent;
    }
  }
}

import { expect, it } from "vitest";
import { readEvents } from "./read-events.ts";

async function collect(chunks: string[]): Promise<unknown[]> {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(encoder.encode(chunk));
      controller.close();
    },
  });
  const events: unknown[] = [];
  for await (const event of readEvents({ body })) events.push(event);
  return events;
}

it("reads events however the network cuts them", async () => {
  const events = await collect(['id: 1\ndata: {"a"', ":1}\n\nda", 'ta: {"a":2}\r\n\r\n']);
  expect(events).toEqual([{ a: 1 }, { a: 2 }]);
});

it("passes over comments and the end mark, and takes a last line without its break", async () => {
  expect(await collect([": ping\n\ndata: [DONE]\n\n", 'data: {"a":3}'])).toEqual([{ a: 3 }]);
});

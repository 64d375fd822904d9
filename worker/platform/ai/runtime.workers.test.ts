import { describe, expect, it } from "vitest";
import { collect } from "../../../tests/support/ai/collect.ts";
import { buildIndex } from "./builtin/build-index.ts";
import { createBuiltinProvider } from "./builtin/builtin-provider.ts";
import { createOpenAiProvider } from "./openai.ts";

describe("inside workerd", () => {
  it("the built-in answerer quotes a document in a language without spaces", async () => {
    const provider = createBuiltinProvider();
    const text = "東京は日本の首都です。大阪は商業の中心です。";
    const knowledge = [buildIndex([{ id: "doc_1", title: "日本", text }])];
    const messages = [{ role: "user" as const, content: "首都" }];
    const request = { model: "builtin", messages, knowledge, maxOutputTokens: 500, locale: "en" };
    const run = await collect(provider.stream(request, new AbortController().signal));
    expect(run.text).toContain("首都");
    expect(run.citations[0]?.documentId).toBe("doc_1");
    expect(run.usage.complete).toBe(true);
  });

  it("aborting cancels the provider's stream and still reports usage", async () => {
    let isCancelled = false;
    let isAborted = false;
    const fetchForEver = (_: string, init: RequestInit) => {
      init.signal?.addEventListener("abort", () => (isAborted = true));
      const chunk = new TextEncoder().encode('data: {"choices":[{"delta":{"content":"x "}}]}\n\n');
      const body = new ReadableStream<Uint8Array>({
        pull: (controller) => controller.enqueue(chunk),
        cancel: () => {
          isCancelled = true;
        },
      });
      return Promise.resolve(
        new Response(body, { headers: { "content-type": "text/event-stream" } }),
      );
    };
    const provider = createOpenAiProvider({ baseUrl: "http://ai.test", fetch: fetchForEver });
    const control = new AbortController();
    const events = [];
    const messages = [{ role: "user" as const, content: "Hello" }];
    const request = { model: "m", messages, maxOutputTokens: 500 };
    for await (const event of provider.stream(request, control.signal)) {
      events.push(event);
      if (event.type === "text") control.abort();
    }
    expect(isCancelled && isAborted).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: "finish", reason: "stopped" });
    expect(events.at(-2)).toMatchObject({ type: "usage", usage: { complete: false } });
  });
});

import { describe, expect, it } from "vitest";
import { collect } from "../../../tests/support/ai/collect.ts";
import type { ProviderRequest } from "./provider.ts";
import { createWorkersAiProvider } from "./workers-ai.ts";

const request: ProviderRequest = {
  model: "@cf/meta/llama",
  messages: [{ role: "user", content: "Hello" }],
  maxOutputTokens: 50,
};

function binding(...events: string[]) {
  const calls: { model: string; inputs: Record<string, unknown> }[] = [];
  const run = (model: string, inputs: Record<string, unknown>) => {
    calls.push({ model, inputs });
    const text = events.map((data) => `data: ${data}\n\n`).join("");
    return Promise.resolve(new Blob([text]).stream());
  };
  return { calls, run };
}
const ask = (run: ReturnType<typeof binding>["run"]) =>
  collect(createWorkersAiProvider({ run }).stream(request, new AbortController().signal));

describe("Workers AI", () => {
  it("streams its own kind of chunks with their usage", async () => {
    const usage = '{"prompt_tokens":11,"completion_tokens":2,"total_tokens":13}';
    const ai = binding(
      '{"response":"Hel"}',
      '{"response":"lo"}',
      `{"response":"","usage":${usage}}`,
      "[DONE]",
    );
    const run = await ask(ai.run);
    expect(run.text).toBe("Hello");
    expect(run.usage).toMatchObject({ complete: true, classes: { input: 11, output: 2 } });
    expect(ai.calls[0]).toMatchObject({
      model: "@cf/meta/llama",
      inputs: { stream: true, max_tokens: 50, messages: [{ role: "user", content: "Hello" }] },
    });
  });

  it("streams OpenAI's kind of chunks too", async () => {
    const run = await ask(
      binding(
        '{"id":"a1","choices":[{"delta":{"content":"Hi"},"finish_reason":null}]}',
        '{"id":"a1","choices":[{"delta":{},"finish_reason":"length"}],"usage":{"prompt_tokens":3,"completion_tokens":1}}',
        "[DONE]",
      ).run,
    );
    expect(run).toMatchObject({ text: "Hi", finish: { reason: "length", providerAnswerId: "a1" } });
    expect(run.usage.complete).toBe(true);
  });

  it("reads a whole tool call in one chunk", async () => {
    const run = await ask(
      binding('{"tool_calls":[{"name":"look","arguments":{"at":1}}]}', "[DONE]").run,
    );
    expect(run.events[0]).toMatchObject({
      type: "tool-call",
      name: "look",
      argumentsJson: '{"at":1}',
    });
    expect(run.finish.reason).toBe("tool-calls");
  });

  it.each([
    ["3036: You have used up your daily free allocation", "rate-limited"],
    ["3040: Capacity temporarily exceeded", "overloaded"],
    ["InferenceUpstreamError: 5007: No such model", "bad-request"],
    ["something unheard of", "unavailable"],
  ])("'%s' is %s", async (message, kind) => {
    const run = await ask(() => Promise.reject(new Error(message)));
    expect(run.error?.kind).toBe(kind);
    expect(run.usage.classes.input).toBe(0);
  });

  it("stops although the binding does not know of the signal", async () => {
    let isCancelled = false;
    const endless = () =>
      Promise.resolve(
        new ReadableStream<Uint8Array>({
          pull: (controller) =>
            controller.enqueue(new TextEncoder().encode('data: {"response":"x"}\n\n')),
          cancel: () => {
            isCancelled = true;
          },
        }),
      );
    const control = new AbortController();
    const events = [];
    const provider = createWorkersAiProvider({ run: endless });
    for await (const event of provider.stream(request, control.signal)) {
      events.push(event);
      control.abort();
    }
    expect(isCancelled).toBe(true);
    expect(events.at(-1)).toMatchObject({ type: "finish", reason: "stopped" });
  });
});

import { describe, expect, it } from "vitest";
import { Problem } from "#core/problem";
import type { CompletionEvent } from "#features/chat";
import { collectCompletion, type CompletionSettled, toCompletion } from "./completion-answer.ts";
import { CompletionRequest, parseCompletion } from "./completion-request.ts";
import { completionStream } from "./completion-stream.ts";

const ask = (members: Record<string, unknown> = {}) =>
  parseCompletion(
    CompletionRequest.parse({
      model: "m",
      messages: [{ role: "user", content: "Hello" }],
      ...members,
    }),
  );

function refusal(members: Record<string, unknown>): unknown {
  try {
    return ask(members);
  } catch (cause) {
    return cause;
  }
}

describe("an OpenAI request", () => {
  it("joins text parts and leaves out what says nothing", () => {
    const messages = [
      { role: "system", content: "Be brief." },
      {
        role: "user",
        content: [
          { type: "text", text: "Hel" },
          { type: "text", text: "lo" },
        ],
      },
      { role: "assistant", content: "Hi", refusal: null },
      { role: "assistant", content: null },
      { role: "developer", content: "In German." },
      { role: "user", content: "Again", name: "ann" },
    ];
    expect(ask({ messages }).input.messages).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "Hello" },
      { role: "assistant", content: "Hi" },
      { role: "developer", content: "In German." },
      { role: "user", content: "Again" },
    ]);
  });

  it("carries its parameters over, and null is the same as absent", () => {
    expect(
      ask({
        temperature: 0.5,
        top_p: 0.9,
        stop: "END",
        max_tokens: 10,
        max_completion_tokens: 20,
        stream: true,
        stream_options: { include_usage: true },
      }),
    ).toMatchObject({
      input: { model: "m", temperature: 0.5, topP: 0.9, stop: ["END"], maxOutputTokens: 20 },
      stream: true,
      includeUsage: true,
    });
    expect(ask({ temperature: null, stop: null, stream: null, n: null, max_tokens: 7 })).toEqual(
      ask({ max_tokens: 7 }),
    );
  });

  it.each([
    ["tools", { tools: [{ type: "function", function: { name: "f" } }] }],
    ["response_format", { response_format: { type: "json_object" } }],
    ["logprobs", { logprobs: true }],
    ["logit_bias", { logit_bias: { 50_256: -100 } }],
    ["presence_penalty", { presence_penalty: 1 }],
    ["modalities", { modalities: ["text", "audio"] }],
    ["web_search_options", { web_search_options: {} }],
  ])("with %s is refused and the member named", (name, members) => {
    expect(refusal(members)).toMatchObject({
      slug: "invalid-input",
      errors: [{ pointer: `/${name}` }],
    });
  });

  it.each([
    { tools: [], tool_choice: "auto", response_format: { type: "text" }, logprobs: false },
    { presence_penalty: 0, frequency_penalty: 0, logit_bias: {}, modalities: ["text"] },
    { seed: 7, user: "u", metadata: { a: "b" }, store: false, unknown_member: { a: 1 } },
  ])("with members that ask for nothing special is answered: %j", (members) => {
    expect(ask(members)).toEqual(ask());
  });

  it.each([
    { messages: [{ role: "tool", content: "x", tool_call_id: "1" }] },
    { messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }] },
    { messages: [] },
    { n: 2 },
    { temperature: 3 },
    { max_tokens: 0 },
    { stop: ["a", "b", "c", "d", "e"] },
  ])("outside the contract is refused: %j", (members) => {
    const request = { model: "m", messages: [{ role: "user", content: "Hello" }], ...members };
    expect(CompletionRequest.safeParse(request).success).toBe(false);
  });

  it("without a question is refused", () => {
    expect(refusal({ messages: [{ role: "system", content: "Be brief." }] })).toMatchObject({
      errors: [{ pointer: "/messages" }],
    });
  });
});

const settled: CompletionSettled = {
  type: "settled",
  finishReason: "length",
  tokens: { input: 100, cachedRead: 20, cacheWrite: 3, output: 50 },
  chargedMicroPt: 2_000_000,
  balanceMicroPt: 98_500_000,
  estimated: false,
  transactionId: "tx_1",
};

const citation = { number: 1, documentId: "doc_1", title: "Help", quote: "PT are" };
const head = { id: "chatcmpl-1", created: 1, model: "m" };

async function* from(events: CompletionEvent[]): AsyncGenerator<CompletionEvent> {
  yield* events;
}

async function chunksOf(events: CompletionEvent[], includeUsage: boolean): Promise<string[]> {
  const [first, ...rest] = events;
  if (first === undefined) throw new Error("a completion has events");
  const site = { origin: "http://localhost", requestId: "req_1" };
  const body = completionStream({ head, events: from(rest), first, includeUsage, site });
  const text = await new Response(body).text();
  return text
    .split("\n\n")
    .filter((part) => part !== "")
    .map((part) => part.replace(/^data: /, ""));
}

const good: CompletionEvent[] = [
  { type: "text", text: "Hel" },
  { type: "citation", citation },
  { type: "text", text: "lo" },
  settled,
];

describe("an answer in OpenAI's shape", () => {
  it("counts cached tokens within the prompt's and says what it cost", async () => {
    expect(toCompletion(head, await collectCompletion(from(good)))).toEqual({
      id: "chatcmpl-1",
      object: "chat.completion",
      created: 1,
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hello", refusal: null },
          logprobs: null,
          finish_reason: "length",
        },
      ],
      usage: {
        prompt_tokens: 123,
        completion_tokens: 50,
        total_tokens: 173,
        prompt_tokens_details: { cached_tokens: 20, cache_write_tokens: 3 },
      },
      citations: [citation],
      pt: {
        charged: "2",
        chargedMicroPt: "2000000",
        balance: "98.5",
        balanceMicroPt: "98500000",
        estimated: false,
        transactionId: "tx_1",
      },
    });
  });

  it("that failed is its problem", async () => {
    const problem = new Problem("provider-failed");
    await expect(collectCompletion(from([{ type: "failed", problem }]))).rejects.toBe(problem);
  });
});

describe("a stream in OpenAI's shape", () => {
  it("opens with the role, carries the text, then the reason, usage with PT and [DONE]", async () => {
    const parts = await chunksOf(good, true);
    expect(parts.at(-1)).toBe("[DONE]");
    const chunks = parts.slice(0, -1).map((part) => JSON.parse(part));
    expect(chunks.map((chunk) => chunk.choices[0]?.delta)).toEqual([
      { role: "assistant", content: "" },
      { content: "Hel" },
      { content: "lo" },
      {},
      undefined,
    ]);
    expect(chunks.map((chunk) => chunk.choices[0]?.finish_reason)).toEqual([
      null,
      null,
      null,
      "length",
      undefined,
    ]);
    for (const chunk of chunks) {
      expect(chunk).toMatchObject({ ...head, object: "chat.completion.chunk" });
    }
    expect(chunks.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({
      choices: [],
      usage: { prompt_tokens: 123, total_tokens: 173 },
      citations: [citation],
      pt: { charged: "2", balance: "98.5" },
    });
  });

  it("without include_usage says the PT with the reason and nothing of usage", async () => {
    const parts = await chunksOf(good, false);
    const last = JSON.parse(parts.at(-2) ?? "");
    expect(last).toMatchObject({ choices: [{ finish_reason: "length" }], pt: { charged: "2" } });
    expect(parts.some((part) => part.includes('"usage"'))).toBe(false);
  });

  it("that fails on the way ends with an error object and no [DONE]", async () => {
    const problem = new Problem("provider-failed", { detail: "It broke." });
    const parts = await chunksOf(
      [
        { type: "text", text: "a" },
        { type: "failed", problem },
      ],
      true,
    );
    expect(JSON.parse(parts.at(-1) ?? "")).toMatchObject({
      slug: "provider-failed",
      error: { message: "It broke.", type: "server_error", code: "provider-failed" },
    });
  });
});

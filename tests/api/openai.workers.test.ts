import { expect, test } from "vitest";
import { call, expectProblem, seedUser } from "../support/api.ts";

const MODEL = "selvedge-answerer";
const question = { model: MODEL, messages: [{ role: "user", content: "How do I top up PT?" }] };

async function withPt(amountPt = 1_000, more: Record<string, unknown> = {}) {
  return await seedUser({ grants: [{ amountPt, kind: "topup" }], ...more });
}

async function balanceOf(key: string): Promise<{ balancePt: string; heldPt: string }> {
  return (await call("/api/v1/credits", { key })).json as never;
}

interface Completion {
  id: string;
  choices: { message: { content: string }; finish_reason: string }[];
  usage: { prompt_tokens: number; completion_tokens: number; total_tokens: number };
  pt: { charged: string; balance: string; transactionId: string };
}

test("a completion is answered in OpenAI's shape and says what it cost", async () => {
  const user = await withPt();
  const answer = await call("/api/v1/chat/completions", { key: user.apiKey, json: question });
  expect(answer.status, answer.text).toBe(200);
  const { choices, usage, pt } = answer.json as unknown as Completion;
  expect(choices[0]?.message.content.length).toBeGreaterThan(20);
  expect(choices[0]?.finish_reason).toBe("stop");
  expect(usage.total_tokens).toBe(usage.prompt_tokens + usage.completion_tokens);
  expect(answer.headers.get("x-pt-charged")).toBe(pt.charged);
  expect(answer.headers.get("x-pt-balance")).toBe(pt.balance);
  expect(answer.headers.get("x-request-id")).toMatch(/^req_/);
  expect(Number(pt.charged)).toBeGreaterThanOrEqual(1);
  expect(Number(pt.charged)).toBeLessThanOrEqual(3);
  const after = await balanceOf(user.apiKey);
  expect(after).toMatchObject({ balancePt: pt.balance, heldPt: "0" });
  expect(Number(pt.balance)).toBe(1_000 - Number(pt.charged));
  const path = `/api/v1/credits/transactions/${pt.transactionId}`;
  expect((await call(path, { key: user.apiKey })).json).toMatchObject({
    kind: "settle",
    model: MODEL,
    amountPt: `-${pt.charged}`,
  });
});

test("a stream sends chunks, usage with the PT, and [DONE], and settles once", async () => {
  const user = await withPt();
  const json = { ...question, stream: true, stream_options: { include_usage: true } };
  const answer = await call("/api/v1/chat/completions", { key: user.apiKey, json });
  expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
  expect(Number(answer.headers.get("x-pt-held"))).toBeGreaterThan(0);
  const parts = answer.text.split("\n\n").filter((part) => part !== "");
  expect(parts.at(-1)).toBe("data: [DONE]");
  const chunks = parts.slice(0, -1).map((part) => JSON.parse(part.slice(6)));
  expect(chunks[0].choices[0].delta.role).toBe("assistant");
  expect(chunks.at(-2).choices[0].finish_reason).toBe("stop");
  const { pt, usage } = chunks.at(-1) as Completion;
  expect(usage.total_tokens).toBeGreaterThan(0);
  expect(await balanceOf(user.apiKey)).toEqual(
    expect.objectContaining({ balancePt: pt.balance, heldPt: "0" }),
  );
});

test("the same Idempotency-Key is the same completion, charged once", async () => {
  const user = await withPt();
  const headers = { "idempotency-key": "once-1" };
  const ask = async () =>
    await call("/api/v1/chat/completions", { key: user.apiKey, json: question, headers });
  const answers = [await ask(), ...(await Promise.all([ask(), ask()]))];
  const first = answers[0]?.json as unknown as Completion;
  for (const { status, json } of answers) {
    expect(status).toBe(200);
    expect((json as unknown as Completion).id).toBe(first.id);
    expect((json as unknown as Completion).choices).toEqual(first.choices);
  }
  const { balancePt } = await balanceOf(user.apiKey);
  expect(Number(balancePt)).toBe(1_000 - Number(first.pt.charged));
  const other = { ...question, messages: [{ role: "user", content: "Something else" }] };
  expectProblem(
    await call("/api/v1/chat/completions", { key: user.apiKey, json: other, headers }),
    "idempotency-key-reused",
    409,
  );
});

test("without PT it is 402 and says which limit, what was needed and what helps", async () => {
  const user = await seedUser();
  const answer = await call("/api/v1/chat/completions", { key: user.apiKey, json: question });
  expectProblem(answer, "insufficient-pt", 402);
  expect(answer.json).toMatchObject({
    limit: "insufficient",
    availablePt: "0",
    help: expect.arrayContaining(["top-up"]),
    error: { type: "insufficient_quota", code: "insufficient-pt" },
  });
});

test("a key's budget refuses with its own 402", async () => {
  const user = await withPt(1_000, { apiKey: { budgetPt: 1 } });
  const json = { ...question, max_tokens: 2_000 };
  const first = await call("/api/v1/chat/completions", { key: user.apiKey, json });
  const second = await call("/api/v1/chat/completions", { key: user.apiKey, json });
  const refused = first.status === 402 ? first : second;
  expectProblem(refused, "api-key-budget", 402);
});

test("an unknown model, one outside the plan and one of another key are refused", async () => {
  const user = await withPt(1_000, { apiKey: { models: ["gpt-5-mini"] } });
  const free = await withPt();
  const ask = async (key: string, model: string) =>
    await call("/api/v1/chat/completions", { key, json: { ...question, model } });
  expectProblem(await ask(free.apiKey, "nothing"), "model-unknown", 404);
  expectProblem(await ask(free.apiKey, "gpt-5"), "model-not-in-plan", 403);
  expectProblem(await ask(free.apiKey, "gpt-5-mini"), "model-unavailable", 503);
  expectProblem(await ask(user.apiKey, MODEL), "forbidden", 403);
});

test("what it cannot do is refused and named, and nothing is charged", async () => {
  const user = await withPt();
  for (const [name, value] of Object.entries({
    n: 2,
    tools: [{ type: "function", function: { name: "f" } }],
    response_format: { type: "json_object" },
    messages: [{ role: "user", content: [{ type: "image_url", image_url: { url: "x" } }] }],
  })) {
    const json = { ...question, [name]: value };
    const answer = await call("/api/v1/chat/completions", { key: user.apiKey, json });
    expectProblem(answer, "invalid-input", 422);
    const [error] = answer.json["errors"] as { pointer: string }[];
    expect(error?.pointer.startsWith(`/${name}`)).toBe(true);
  }
  expect(await balanceOf(user.apiKey)).toMatchObject({ balancePt: "1000", heldPt: "0" });
});

test("an estimate says the range and the hold and writes nothing", async () => {
  const user = await withPt(50);
  const json = { text: "How do I top up PT?" };
  const answer = await call("/api/v1/chat/estimate", { key: user.apiKey, json });
  expect(answer.status, answer.text).toBe(200);
  const { minMicroPt, maxMicroPt, holdMicroPt } = answer.json as Record<string, string>;
  expect(Number(minMicroPt)).toBeLessThanOrEqual(Number(maxMicroPt));
  expect(Number(maxMicroPt)).toBeLessThanOrEqual(Number(holdMicroPt));
  expect(answer.json).toMatchObject({ model: MODEL, availablePt: "50", fits: true });
  const asMessages = { messages: question.messages, model: MODEL };
  const same = await call("/api/v1/chat/estimate", { key: user.apiKey, json: asMessages });
  expect(same.json["holdPt"]).toBe(answer.json["holdPt"]);
  expect(await balanceOf(user.apiKey)).toMatchObject({ balancePt: "50", heldPt: "0" });
});

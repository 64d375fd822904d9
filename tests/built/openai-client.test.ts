import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, generateText, streamText } from "ai";
import OpenAI, { APIError, RateLimitError } from "openai";
import { beforeAll, describe, expect, inject, test } from "vitest";

const url = inject("productUrl");

interface SeededUser {
  apiKey: string;
  accountId: string;
}

const model = (id: string, upstreamModel: string, provider = "openai") => ({
  id,
  provider,
  upstreamModel,
  class: "core",
  ptPer1k: { input: 1, cachedRead: 0.1, cacheWrite: 1.25, output: 10 },
  maxOutputTokens: 1_000,
});

const rateCard = {
  models: [
    model("selvedge-answerer", "selvedge-answerer", "builtin"),
    model("steady", "fake:tokens=40,inputTokens=100,cachedTokens=20"),
    model("slow", "fake:tokens=40,chunkMs=20,inputTokens=100"),
    model("refusing", "fake:error=500"),
    model("breaking", "fake:tokens=40,errorAfter=5"),
    model("claude", "fake:tokens=30,inputTokens=90", "anthropic"),
  ],
};

let made = 0;

async function seed(user: Record<string, unknown> = {}): Promise<SeededUser> {
  made += 1;
  const answer = await fetch(`${url}/__bench/seed`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({
      users: [
        {
          email: `openai-${made}@example.test`,
          password: "a-long-enough-password",
          grants: [{ amountPt: 1_000, kind: "topup" }],
          apiKey: true,
          ...user,
        },
      ],
    }),
  });
  const { users } = await answer.json<{ users: SeededUser[] }>();
  const [seeded] = users;
  if (seeded === undefined) throw new Error("nobody was seeded");
  return seeded;
}

const clientOf = ({ apiKey }: SeededUser) =>
  new OpenAI({ apiKey, baseURL: `${url}/api/v1`, maxRetries: 0 });

const ask = (id: string) => ({
  model: id,
  messages: [{ role: "user" as const, content: "How do I top up?" }],
});

async function availableOf({ apiKey }: SeededUser): Promise<number> {
  const answer = await fetch(`${url}/api/v1/credits`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  const { availablePt, heldPt } = await answer.json<Record<string, string>>();
  expect(heldPt).toBe("0");
  return Number(availablePt);
}

async function thrownBy(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (cause) {
    return cause;
  }
  throw new Error("Nothing was thrown");
}

beforeAll(async () => {
  await fetch(`${url}/__bench/rate-card`, {
    method: "PUT",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(rateCard),
  });
});

describe("the official openai client", () => {
  test("lists models", async () => {
    const models = await clientOf(await seed()).models.list();
    const ids: string[] = [];
    for await (const one of models) ids.push(one.id);
    expect(ids).toEqual(rateCard.models.map(({ id }) => id));
    expect((await clientOf(await seed()).models.retrieve("steady")).owned_by).toBe("openai");
  });

  test.each(["selvedge-answerer", "steady", "claude"])("completes with %s", async (id) => {
    const user = await seed();
    const { data, response } = await clientOf(user).chat.completions.create(ask(id)).withResponse();
    expect(data.choices[0]?.message.content).not.toBe("");
    expect(data.choices[0]?.finish_reason).toBe("stop");
    const charged = Number(response.headers.get("x-pt-charged"));
    expect(charged).toBeGreaterThanOrEqual(1);
    expect(await availableOf(user)).toBe(1_000 - charged);
  });

  test("counts cached tokens within the prompt's", async () => {
    const { usage } = await clientOf(await seed()).chat.completions.create(ask("steady"));
    expect(usage).toMatchObject({
      prompt_tokens: 100,
      completion_tokens: 40,
      total_tokens: 140,
      prompt_tokens_details: { cached_tokens: 20 },
    });
  });

  test("streams, with usage and the PT in the last chunk", async () => {
    const user = await seed();
    const stream = await clientOf(user).chat.completions.create({
      ...ask("slow"),
      stream: true,
      stream_options: { include_usage: true },
    });
    let text = "";
    let pieces = 0;
    let last: unknown;
    for await (const chunk of stream) {
      text += chunk.choices[0]?.delta.content ?? "";
      pieces += 1;
      last = chunk;
    }
    expect(text.length).toBeGreaterThan(40);
    expect(pieces).toBeGreaterThan(5);
    expect(last).toMatchObject({ usage: { completion_tokens: 40 }, pt: { charged: "1" } });
    expect(await availableOf(user)).toBe(999);
  });

  test("gathers a stream with its own helper", async () => {
    const runner = clientOf(await seed()).chat.completions.stream(ask("steady"));
    const completion = await runner.finalChatCompletion();
    expect(completion.choices[0]?.message.content?.length).toBeGreaterThan(40);
  });

  test("gets 402 as its typed error, with the problem's members", async () => {
    const poor = await seed({ grants: [] });
    const error = await thrownBy(clientOf(poor).chat.completions.create(ask("steady")));
    expect(error).toBeInstanceOf(APIError);
    expect(error).toMatchObject({
      status: 402,
      code: "insufficient-pt",
      type: "insufficient_quota",
    });
    const streamed = clientOf(poor).chat.completions.create({ ...ask("steady"), stream: true });
    expect(await thrownBy(streamed)).toMatchObject({ status: 402 });
  });

  test("gets 429 as its RateLimitError, with when to come back", async () => {
    const user = await seed({ apiKey: { requestsPerMinute: 2 } });
    const client = clientOf(user);
    await client.models.list();
    await client.models.list();
    const error = await thrownBy(client.chat.completions.create(ask("steady")));
    expect(error).toBeInstanceOf(RateLimitError);
    const { headers } = error as RateLimitError;
    expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
  });

  test("gets 401, 403, 404 and 422 as their typed errors", async () => {
    const user = await seed({ apiKey: { models: ["claude"] } });
    const wrongKey = new OpenAI({ apiKey: "sk-nothing", baseURL: `${url}/api/v1`, maxRetries: 0 });
    expect(await thrownBy(wrongKey.models.list())).toBeInstanceOf(OpenAI.AuthenticationError);
    const create = clientOf(user).chat.completions;
    expect(await thrownBy(create.create(ask("steady")))).toBeInstanceOf(
      OpenAI.PermissionDeniedError,
    );
    expect(await thrownBy(create.create(ask("nothing")))).toBeInstanceOf(OpenAI.NotFoundError);
    expect(await thrownBy(create.create({ ...ask("claude"), n: 3 }))).toBeInstanceOf(
      OpenAI.UnprocessableEntityError,
    );
  });

  test("gets a provider's failure as an error, before and within the answer, and pays nothing", async () => {
    const user = await seed();
    const { completions } = clientOf(user).chat;
    expect(await thrownBy(completions.create(ask("refusing")))).toMatchObject({ status: 502 });
    const refused = completions.create({ ...ask("refusing"), stream: true });
    expect(await thrownBy(refused)).toMatchObject({ status: 502 });
    const broken = await completions.create({ ...ask("breaking"), stream: true });
    const read = async () => {
      for await (const chunk of broken) expect(chunk.object).toBe("chat.completion.chunk");
    };
    expect(await thrownBy(read())).toBeInstanceOf(APIError);
    expect(await availableOf(user)).toBe(1_000);
  });

  test("that goes away in the middle is charged for the whole answer, once", async () => {
    const user = await seed();
    const stream = await clientOf(user).chat.completions.create({ ...ask("slow"), stream: true });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    stream.controller.abort();
    await expect
      .poll(
        async () => {
          const answer = await fetch(`${url}/api/v1/credits`, {
            headers: { authorization: `Bearer ${user.apiKey}` },
          });
          const { balancePt, heldPt } = await answer.json<Record<string, string>>();
          return { balancePt, heldPt };
        },
        { timeout: 10_000 },
      )
      .toEqual({ balancePt: "999", heldPt: "0" });
  });
});

describe("the AI SDK's OpenAI-compatible provider", () => {
  const providerOf = ({ apiKey }: SeededUser) =>
    createOpenAICompatible({
      name: "selvedge",
      apiKey,
      baseURL: `${url}/api/v1`,
      includeUsage: true,
    });

  test("completes and counts", async () => {
    const user = await seed();
    const answer = await generateText({
      model: providerOf(user)("steady"),
      prompt: "How do I top up?",
      maxRetries: 0,
    });
    expect(answer.text.length).toBeGreaterThan(40);
    expect(answer.usage).toMatchObject({ inputTokens: 100, outputTokens: 40 });
    expect(await availableOf(user)).toBe(999);
  });

  test("streams and counts", async () => {
    const user = await seed();
    const { textStream, usage } = streamText({
      model: providerOf(user)("slow"),
      prompt: "How do I top up?",
      maxRetries: 0,
    });
    let text = "";
    for await (const part of textStream) text += part;
    expect(text.length).toBeGreaterThan(40);
    expect(await usage).toMatchObject({ outputTokens: 40 });
  });

  test("gets 402 and 429 as its typed error", async () => {
    const failure = async (user: SeededUser) =>
      await thrownBy(
        generateText({ model: providerOf(user)("steady"), prompt: "Hello", maxRetries: 0 }),
      );
    const poor = await failure(await seed({ grants: [] }));
    expect(APICallError.isInstance(poor)).toBe(true);
    expect(poor).toMatchObject({ statusCode: 402, isRetryable: false });
    const limited = await seed({ apiKey: { requestsPerMinute: 1 } });
    await clientOf(limited).models.list();
    const throttled = await failure(limited);
    expect(throttled).toMatchObject({ statusCode: 429, isRetryable: true });
  });
});

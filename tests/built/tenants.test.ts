import { beforeAll, describe, expect, inject, test } from "vitest";
import { type Answer, Bench, expectProblem, fakeModel, type Person } from "./drill.ts";

const bench = new Bench(inject("productUrl"));
const SECRET = "the-owner-wrote-this";

let owner: Person;
let stranger: Person;
let things: {
  conversationId: string;
  messageId: string;
  turnId: string;
  transactionId: string;
  documentId: string;
  templateId: string;
  keyId: string;
  shareUrl: string;
};

beforeAll(async () => {
  await bench.rateCard([
    fakeModel("answer", "fake:tokens=5,inputTokens=100"),
    fakeModel("other", "fake:tokens=5,inputTokens=100"),
    fakeModel("hundred", "fake:tokens=10,inputTokens=1,reasoningTokens=9980", {
      maxOutputTokens: 10_000,
    }),
  ]);
  [owner, stranger] = [await bench.seed(), await bench.seed()];
  const conversationId = await bench.newConversation(owner);
  await bench.send(owner, conversationId, { text: SECRET, model: "answer" });
  const message = await bench.answered(owner, conversationId);
  const document = await bench.upload(owner, "secret.txt", SECRET);
  expect(document.status, document.text).toBe(201);
  const template = await bench.api(owner, "POST", "/templates", { name: SECRET, text: SECRET });
  const key = await bench.api(owner, "POST", "/api-keys", { name: SECRET }, cookieOf(owner));
  const share = await bench.api(owner, "POST", `/conversations/${conversationId}/share`);
  things = {
    conversationId,
    messageId: message.id,
    turnId: message.turnId ?? "",
    transactionId: message.charge?.transactionId ?? "",
    documentId: String(document.json["id"]),
    templateId: String(template.json["id"]),
    keyId: String((key.json["key"] as { id?: string } | undefined)?.id ?? key.json["id"]),
    shareUrl: String(share.json["url"]),
  };
  for (const id of Object.values(things)) expect(id).toMatch(/\w{8,}/);
});

function cookieOf({ cookie }: Person): RequestInit {
  return { headers: { cookie } };
}

/** Each operation that takes an id, aimed at the owner's things. */
function operations(): [method: string, path: string, body?: unknown][] {
  const { conversationId, messageId, turnId, transactionId, documentId, templateId, keyId } =
    things;
  const conversation = `/conversations/${conversationId}`;
  return [
    ["GET", conversation],
    ["PATCH", conversation, { title: "Mine now" }],
    ["GET", `${conversation}/messages`],
    ["POST", `${conversation}/messages`, { text: "Let me in", model: "answer" }],
    ["POST", `${conversation}/messages/${messageId}/regenerate`, {}],
    ["GET", `${conversation}/turns/${turnId}/events`],
    ["POST", `${conversation}/stop`],
    ["POST", `${conversation}/share`],
    ["DELETE", `${conversation}/share`],
    ["GET", `${conversation}/export?format=json`],
    ["POST", "/chat/estimate", { text: "How much?", conversationId }],
    ["GET", `/credits/transactions/${transactionId}`],
    ["DELETE", `/documents/${documentId}`],
    ["PATCH", `/templates/${templateId}`, { name: "Mine now" }],
    ["DELETE", `/templates/${templateId}`],
    ["DELETE", `/api-keys/${keyId}`],
    ["DELETE", conversation],
  ];
}

describe("someone else's things", () => {
  test("are not found by any operation, and nothing of them is told", async () => {
    for (const [method, path, body] of operations()) {
      for (const init of [{}, cookieOf(stranger)]) {
        const person = "headers" in init ? null : stranger;
        const answer = await bench.api(person, method, path, body, init);
        expect([404], `${method} ${path}: ${answer.status} ${answer.text}`).toContain(
          answer.status,
        );
        expectProblem(answer, 404);
        expect(answer.text).not.toContain(SECRET);
      }
    }
    const kept = await bench.transcript(owner, things.conversationId);
    expect(kept.items).toHaveLength(2);
  });

  test("are in none of the lists, searches and exports", async () => {
    const lists = ["/conversations", "/documents", "/templates", "/api-keys", "/credits/entries"];
    lists.push(`/messages?query=${SECRET}`, `/conversations?query=${SECRET}`);
    lists.push("/usage/export?format=json", `/documents?conversationId=${things.conversationId}`);
    for (const path of lists) {
      const { status, text } = await bench.api(null, "GET", path, undefined, cookieOf(stranger));
      expect(status, `${path}: ${text}`).toBeLessThan(500);
      expect(text).not.toContain(SECRET);
      for (const id of Object.values(things)) expect(text).not.toContain(`"${id}"`);
    }
  });

  test("cannot be attached, nor branched from", async () => {
    const id = await bench.newConversation(stranger);
    const attached = { text: "Read this", model: "answer", attachmentIds: [things.documentId] };
    expectProblem(await bench.send(stranger, id, attached), 422);
    const branched = { text: "Go on here", model: "answer", parentId: things.messageId };
    expectProblem(await bench.send(stranger, id, branched), 404, 422);
    const head = { headMessageId: things.messageId };
    expectProblem(await bench.api(stranger, "PATCH", `/conversations/${id}`, head), 404, 422);
    expect((await bench.transcript(stranger, id)).items).toEqual([]);
    expect((await bench.replayAtRest(stranger)).kinds).not.toHaveProperty("hold");
  });

  test("need a person: without a key or a session everything is 401", async () => {
    for (const [method, path, body] of operations()) {
      expectProblem(await bench.api(null, method, path, body), 401);
    }
  });

  test("have pages that say 404", async () => {
    for (const path of [`/chat/${things.conversationId}`, "/shared/nothing", "/shared/%00"]) {
      const page = await fetch(bench.url + path, { headers: { cookie: stranger.cookie } });
      expect(page.status, path).toBe(404);
      expect(await page.text()).not.toContain(SECRET);
    }
  });
});

test("a share shows until it is revoked, and only what was shared", async () => {
  const path = new URL(things.shareUrl).pathname;
  const shown = await fetch(bench.url + path);
  expect(shown.status).toBe(200);
  const html = await shown.text();
  expect(html).toContain(SECRET);
  expect(html).not.toContain(owner.email);
  await bench.api(owner, "DELETE", `/conversations/${things.conversationId}/share`);
  expect((await fetch(bench.url + path)).status).toBe(404);
});

describe("an API key", () => {
  const ask = (model: string) => ({ model, messages: [{ role: "user", content: "Hello" }] });

  async function keyOf(person: Person, body: Record<string, unknown>) {
    const made = await bench.api(null, "POST", "/api-keys", body, cookieOf(person));
    expect(made.status, made.text).toBe(201);
    const apiKey = String(made.json["secret"]);
    const id = String((made.json["key"] as { id: string } | undefined)?.id ?? made.json["id"]);
    return { apiKey, id };
  }

  test("that is revoked stops at once", async () => {
    const person = await bench.seed();
    const { apiKey, id } = await keyOf(person, { name: "Short" });
    expect((await bench.api({ apiKey }, "GET", "/me")).status).toBe(200);
    await bench.api(null, "DELETE", `/api-keys/${id}`, undefined, cookieOf(person));
    const answers = await Promise.all(
      Array.from({ length: 5 }, async () => await bench.api({ apiKey }, "GET", "/me")),
    );
    for (const answer of answers) expectProblem(answer, 401);
  });

  test("is shown once and never again", async () => {
    const person = await bench.seed();
    const { apiKey } = await keyOf(person, { name: "Hidden" });
    const list = await bench.api(null, "GET", "/api-keys", undefined, cookieOf(person));
    expect(list.text).not.toContain(apiKey);
    expect(list.text).not.toContain(apiKey.slice(12));
  });

  test("cannot do what its scopes leave out", async () => {
    const person = await bench.seed();
    const reader = await keyOf(person, { name: "Reader", scopes: ["read"] });
    expect((await bench.api(reader, "GET", "/credits")).status).toBe(200);
    expectProblem(await bench.api(reader, "POST", "/chat/completions", ask("answer")), 403);
    expectProblem(await bench.api(reader, "POST", "/conversations", {}), 403);
    expectProblem(await bench.api(reader, "POST", "/api-keys", { name: "Child" }), 403);
    expectProblem(await bench.api(reader, "DELETE", `/api-keys/${reader.id}`), 403);
    const writer = await keyOf(person, { name: "Writer", scopes: ["chat"] });
    expect((await bench.api(writer, "POST", "/chat/completions", ask("answer"))).status).toBe(200);
    expectProblem(await bench.api(writer, "GET", "/credits"), 403);
  });

  test("reaches only its models", async () => {
    const person = await bench.seed({ apiKey: { models: ["other"] } });
    expectProblem(await bench.api(person, "POST", "/chat/completions", ask("answer")), 403);
    expect((await bench.api(person, "POST", "/chat/completions", ask("other"))).status).toBe(200);
    const id = await bench.newConversation(person);
    expectProblem(await bench.send(person, id, { text: "Hi", model: "answer" }), 403);
  });

  test("spends no more than its budget, however many ask at once", async () => {
    const person = await bench.seed({ apiKey: { budgetPt: 250 } });
    const answers = await Promise.all(
      Array.from({ length: 10 }, async () => {
        return await bench.api(person, "POST", "/chat/completions", ask("hundred"));
      }),
    );
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      expectProblem(answer, 402);
      expect(answer.json["type"]).toContain("api-key-budget");
    }
    const folded = await bench.replayAtRest(person);
    expect(folded.settledPt).toBeLessThanOrEqual(250);
    expectProblem(await exhaust(person), 402);
  });

  async function exhaust(person: Person): Promise<Answer> {
    for (let tries = 0; tries < 5; tries++) {
      const answer = await bench.api(person, "POST", "/chat/completions", ask("hundred"));
      if (answer.status !== 200) return answer;
    }
    throw new Error("The budget never ended");
  }

  test("of nobody is 401, whatever it looks like", async () => {
    for (const key of [
      "",
      "x",
      "slv_",
      "sk-".padEnd(4_000, "a"),
      "Bearer",
      "'; DROP TABLE api_keys",
    ]) {
      expectProblem(await bench.api({ apiKey: key }, "GET", "/me"), 401);
    }
  });
});

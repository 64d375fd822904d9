import { expect, test } from "vitest";
import { call, expectProblem, seedUser } from "../support/api.ts";

interface Message {
  id: string;
  role: string;
  state: string;
  text: string;
  charge: { chargedPt: string } | null;
}

interface Sent {
  turnId: string;
  userMessage: Message;
  assistantMessage: Message;
}

async function begin(more: Record<string, unknown> = {}) {
  const user = await seedUser({ grants: [{ amountPt: 1_000, kind: "topup" }], ...more });
  const made = await call("/api/v1/conversations", { key: user.apiKey, json: {} });
  expect(made.status, made.text).toBe(201);
  const path = `/api/v1/conversations/${String(made.json["id"])}`;
  return { user, key: user.apiKey, path };
}

const text = "How do I top up PT?";

test("a message is sent, answered, charged and listed", async () => {
  const { key, path } = await begin();
  const answer = await call(`${path}/messages`, { key, json: { text } });
  expect(answer.status, answer.text).toBe(201);
  const { assistantMessage } = answer.json as unknown as Sent;
  expect(assistantMessage).toMatchObject({ role: "assistant", state: "complete" });
  expect(Number(assistantMessage.charge?.chargedPt)).toBeGreaterThan(0);
  const listed = await call(`${path}/messages`, { key });
  const items = listed.json["items"] as Message[];
  expect(items.map(({ role }) => role)).toEqual(["user", "assistant"]);
  expect(items[1]).toEqual(assistantMessage);
});

test("the same Idempotency-Key sends once", async () => {
  const { key, path } = await begin();
  const headers = { "idempotency-key": "send-once-1" };
  const send = async () => await call(`${path}/messages`, { key, json: { text }, headers });
  const [first, second] = [await send(), await send()];
  expect(second.json).toEqual({ ...first.json, seq: expect.any(Number) });
  const listed = await call(`${path}/messages`, { key });
  expect(listed.json["items"]).toHaveLength(2);
});

test("respond-async answers at once and the answer is there later", async () => {
  const { key, path } = await begin();
  const headers = { prefer: "respond-async" };
  const sent = await call(`${path}/messages`, { key, json: { text }, headers });
  expect(sent.status).toBe(202);
  const { turnId } = sent.json as unknown as Sent;
  const events = await call(`${path}/turns/${turnId}/events`, { key });
  expect(events.text).toContain('"type":"settled"');
});

test("a stream sends the events of the turn to its end", async () => {
  const { key, path } = await begin();
  const answer = await call(`${path}/messages`, { key, json: { text, stream: true } });
  expect(answer.status).toBe(201);
  expect(answer.headers.get("content-type")).toMatch(/^text\/event-stream/);
  const events = [...answer.text.matchAll(/^data: (.*)$/gm)].map(([, json]) =>
    JSON.parse(json ?? ""),
  );
  expect(events.at(-1)).toMatchObject({ type: "settled", message: { state: "complete" } });
});

test("a key that may only chat gets its own answer", async () => {
  const { user, path } = await begin();
  const made = await call("/api/v1/api-keys", {
    cookie: user.cookie,
    headers: { origin: "http://localhost" },
    json: { name: "Chat only", scopes: ["chat"] },
  });
  const key = String(made.json["secret"]);
  expect((await call(`${path}/messages`, { key, json: { text } })).status).toBe(201);
  expectProblem(await call(`${path}/messages`, { key }), "forbidden", 403);
});

test("another person's conversation does not exist", async () => {
  const { path } = await begin();
  const { apiKey: key } = await seedUser();
  for (const init of [
    { method: "GET" },
    { method: "PATCH", json: { title: "mine" } },
    { method: "DELETE" },
  ]) {
    expectProblem(await call(path, { key, ...init }), "not-found", 404);
  }
  expectProblem(await call(`${path}/messages`, { key, json: { text } }), "not-found", 404);
  expectProblem(await call(`${path}/stop`, { key, json: {} }), "not-found", 404);
});

test("a conversation is renamed, listed, exported, shared, revoked and deleted", async () => {
  const { key, path } = await begin();
  await call(`${path}/messages`, { key, json: { text } });
  const renamed = await call(path, {
    method: "PATCH",
    key,
    json: { title: "Top-up", pinned: true },
  });
  expect(renamed.json).toMatchObject({ title: "Top-up", pinned: true });
  const listed = await call("/api/v1/conversations?query=top", { key });
  expect(listed.json["items"]).toHaveLength(1);
  const file = await call(`${path}/export?format=markdown`, { key });
  expect(file.headers.get("content-disposition")).toMatch(/attachment; filename="[\w.-]+\.md"/);
  const shared = await call(`${path}/share`, { method: "POST", key });
  expect(shared.json["url"]).toMatch(/^http/);
  expect((await call(`${path}/share`, { method: "DELETE", key })).status).toBe(204);
  expect((await call(path, { method: "DELETE", key })).status).toBe(204);
  expectProblem(await call(path, { key }), "not-found", 404);
});

test("documents and templates come and go", async () => {
  const { key } = await begin();
  const added = await call("/api/v1/documents?name=notes.md", {
    key,
    body: "# Notes\n\nThe harbour opens at nine.",
    headers: { "content-type": "text/markdown" },
  });
  expect(added.status, added.text).toBe(201);
  const listed = await call("/api/v1/documents", { key });
  expect(listed.json["items"]).toEqual([added.json]);
  const id = String(added.json["id"]);
  expect((await call(`/api/v1/documents/${id}`, { method: "DELETE", key })).status).toBe(204);
  const made = await call("/api/v1/templates", { key, json: { name: "T", text: "Write:" } });
  expect(made.status, made.text).toBe(201);
  const path = `/api/v1/templates/${String(made.json["id"])}`;
  const changed = await call(path, { method: "PATCH", key, json: { name: "U" } });
  expect(changed.json).toMatchObject({ name: "U", text: "Write:" });
  expect((await call(path, { method: "DELETE", key })).status).toBe(204);
});

import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call, expectProblem, seedUser, shiftClock } from "../support/api.ts";

const PATH = "/api/v1/api-keys";

async function namesOf(key: string): Promise<string[]> {
  const { json } = await call(PATH, { key });
  return (json["items"] as { name: string }[]).map((item) => item.name);
}

test("the same key and body is answered with the first answer and has one effect", async () => {
  const { apiKey: key } = await seedUser();
  const init = { key, headers: { "idempotency-key": "order-1" }, json: { name: "once" } };
  const first = await call(PATH, init);
  const second = await call(PATH, init);
  expect(first.status).toBe(201);
  expect(second.status).toBe(201);
  expect(second.text).toBe(first.text);
  expect(first.headers.get("idempotent-replayed")).toBeNull();
  expect(second.headers.get("idempotent-replayed")).toBe("true");
  expect(await namesOf(key)).toEqual(["once", "Test bench"]);
});

test("of many at once one has the effect", async () => {
  const { apiKey: key } = await seedUser();
  const init = { key, headers: { "idempotency-key": "order-1" }, json: { name: "once" } };
  const answers = await Promise.all(Array.from({ length: 12 }, () => call(PATH, init)));
  for (const answer of answers) {
    if (answer.status === 201) continue;
    expectProblem(answer, "conflict", 409);
    expect(answer.headers.get("retry-after")).toBe("1");
  }
  expect(await namesOf(key)).toEqual(["once", "Test bench"]);
});

test("the same key with another body or route is refused", async () => {
  const { apiKey: key } = await seedUser();
  const headers = { "idempotency-key": "order-1" };
  await call(PATH, { key, headers, json: { name: "once" } });
  const other = await call(PATH, { key, headers, json: { name: "twice" } });
  expectProblem(other, "idempotency-key-reused", 409);
  expect(await namesOf(key)).toEqual(["once", "Test bench"]);
});

test("two callers may choose the same key", async () => {
  const [first, second] = [await seedUser(), await seedUser()];
  const headers = { "idempotency-key": "order-1" };
  const ids = new Set<unknown>();
  for (const { apiKey: key } of [first, second]) {
    ids.add((await call(PATH, { key, headers, json: { name: "once" } })).json["id"]);
  }
  expect(ids.size).toBe(2);
});

test("a refusal is not kept: the same key may be used for the corrected try", async () => {
  const { apiKey: key } = await seedUser();
  const headers = { "idempotency-key": "order-1" };
  const refused = await call(PATH, {
    key,
    headers,
    json: { name: "once", expiresAt: "2001-01-01T00:00:00Z" },
  });
  expectProblem(refused, "invalid-input", 422);
  expect((await call(PATH, { key, headers, json: { name: "once" } })).status).toBe(201);
});

test("a key is forgotten after a day", async () => {
  const { apiKey: key } = await seedUser();
  const init = { key, headers: { "idempotency-key": "order-1" }, json: { name: "daily" } };
  await call(PATH, init);
  await shiftClock(25 * 3_600_000);
  expect((await call(PATH, init)).headers.get("idempotent-replayed")).toBeNull();
  expect(await namesOf(key)).toEqual(["daily", "daily", "Test bench"]);
  await shiftClock(0);
});

test("a claim that a crash left behind may be taken over after a minute", async () => {
  const { apiKey: key } = await seedUser();
  const init = { key, headers: { "idempotency-key": "order-1" }, json: { name: "late" } };
  await call(PATH, init);
  await env.DB.prepare("update idempotency_records set state = null").run();
  expectProblem(await call(PATH, init), "conflict", 409);
  await shiftClock(61_000);
  expect((await call(PATH, init)).status).toBe(201);
  await shiftClock(0);
});

test("what is stored does not show the secret of the answer", async () => {
  const { apiKey: key } = await seedUser();
  const headers = { "idempotency-key": "order-1" };
  const { json } = await call(PATH, { key, headers, json: { name: "once" } });
  const rows = await env.DB.prepare("select * from idempotency_records").all();
  expect(JSON.stringify(rows.results)).not.toContain(String(json["secret"]).slice(20));
});

test("a key that is no header token is refused", async () => {
  const { apiKey: key } = await seedUser();
  const headers = { "idempotency-key": "x".repeat(300) };
  expectProblem(await call(PATH, { key, headers, json: { name: "x" } }), "invalid-input", 422);
});

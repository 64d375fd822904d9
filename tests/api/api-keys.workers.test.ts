import { env } from "cloudflare:workers";
import { expect, test } from "vitest";
import { call, expectProblem, seedUser, shiftClock } from "../support/api.ts";

const PATH = "/api/v1/api-keys";

test("the secret is shown once and kept as a hash only", async () => {
  const { cookie } = await seedUser();
  const made = await call(PATH, { cookie, json: { name: "report" } });
  const secret = String(made.json["secret"]);
  expect(secret).toMatch(/^sk_selv_[0-9A-Z]{8}_[0-9a-f]{48}$/);
  expect(secret.startsWith(String(made.json["prefix"]))).toBe(true);
  expect((await call(PATH, { cookie })).text).not.toContain(secret);
  const rows = await env.DB.prepare("select * from api_keys").all();
  expect(JSON.stringify(rows.results)).not.toContain(secret.slice(17));
});

test("a revoked key opens nothing from the answer on, though it was just used", async () => {
  const { cookie } = await seedUser();
  const made = await call(PATH, { cookie, json: { name: "report" } });
  const key = String(made.json["secret"]);
  expect((await call("/api/v1/me", { key })).status).toBe(200);
  const revoked = await call(`${PATH}/${String(made.json["id"])}`, { cookie, method: "DELETE" });
  expect(revoked.status).toBe(204);
  expectProblem(await call("/api/v1/me", { key }), "unauthorized", 401);
});

test("revoking twice is the same as once", async () => {
  const { cookie } = await seedUser();
  const { json } = await call(PATH, { cookie, json: { name: "report" } });
  for (let times = 0; times < 2; times++) {
    const answer = await call(`${PATH}/${String(json["id"])}`, { cookie, method: "DELETE" });
    expect(answer.status).toBe(204);
  }
});

test("another workspace's key does not exist for me", async () => {
  const [owner, stranger] = [await seedUser(), await seedUser()];
  const { json } = await call(PATH, { key: owner.apiKey, json: { name: "report" } });
  const path = `${PATH}/${String(json["id"])}`;
  expectProblem(await call(path, { key: stranger.apiKey, method: "DELETE" }), "not-found", 404);
  expect((await call("/api/v1/me", { key: String(json["secret"]) })).status).toBe(200);
  expect((await call(PATH, { key: stranger.apiKey })).text).not.toContain("report");
});

test("a key stops at its expiry by the product's clock", async () => {
  const { cookie } = await seedUser();
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const { json } = await call(PATH, { cookie, json: { name: "short", expiresAt } });
  const key = String(json["secret"]);
  expect((await call("/api/v1/me", { key })).status).toBe(200);
  await shiftClock(3_601_000);
  expectProblem(await call("/api/v1/me", { key }), "unauthorized", 401);
  await shiftClock(0);
});

test("a key makes no key that may do more than itself", async () => {
  const { cookie } = await seedUser();
  const make = async (json: object, auth: object) => await call(PATH, { ...auth, json });
  const lesser = await make({ name: "writer", scopes: ["write"] }, { cookie });
  const key = String(lesser.json["secret"]);
  expectProblem(await make({ name: "x", scopes: ["chat"] }, { key }), "forbidden", 403);
  expect((await make({ name: "x", scopes: ["write"] }, { key })).status).toBe(201);
  const limited = await make({ name: "limited", budgetPt: 5 }, { cookie });
  const limitedKey = String(limited.json["secret"]);
  expectProblem(await make({ name: "x" }, { key: limitedKey }), "forbidden", 403);
});

test("a known key is let in without reading the database", async () => {
  const { apiKey: key } = await seedUser();
  await call("/api/v1/me", { key });
  await call("/__bench/fault", { json: { target: "d1", mode: "error", count: 1_000 } });
  const answers = [await call("/api/v1/me", { key }), await call("/api/v1/me", { key })];
  await call("/__bench/fault", { json: { target: "d1", mode: "error", count: 0 } });
  expect(answers.map((answer) => answer.status)).toEqual([200, 200]);
});

test("when a key was used last is noted", async () => {
  const { apiKey: key } = await seedUser();
  await call("/api/v1/me", { key });
  const { json } = await call(PATH, { key });
  expect(json["items"]).toMatchObject([{ lastUsedAt: expect.stringMatching(/^20/) }]);
});

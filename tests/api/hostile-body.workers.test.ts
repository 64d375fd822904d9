import { expect, test } from "vitest";
import { call, expectProblem, seedUser } from "../support/api.ts";

const PATH = "/api/v1/api-keys";
const json = { "content-type": "application/json" };

test("malformed JSON is a clear 400", async () => {
  const { apiKey: key } = await seedUser();
  for (const body of ["", "{", '{"name":}', "{'name':'x'}", "nonsense", '{"name":"x"}}']) {
    expectProblem(await call(PATH, { key, headers: json, body }), "bad-request", 400);
  }
});

test("bytes that are not UTF-8 are a clear 400", async () => {
  const { apiKey: key } = await seedUser();
  const body = new Uint8Array([0x7b, 0x22, 0x6e, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d]);
  expectProblem(await call(PATH, { key, headers: json, body }), "bad-request", 400);
});

test("absurdly deep nesting is a clear 400", async () => {
  const { apiKey: key } = await seedUser();
  const body = `${'{"name":'.repeat(50_000)}1${"}".repeat(50_000)}`;
  expectProblem(await call(PATH, { key, headers: json, body }), "bad-request", 400);
});

test("a body that is too large is 413 and names the limit, however it is announced", async () => {
  const { apiKey: key } = await seedUser();
  const body = JSON.stringify({ name: "x".repeat(5_000_000) });
  const announced = await call(PATH, { key, headers: json, body });
  expectProblem(announced, "body-too-large", 413);
  expect(announced.json["limitBytes"]).toBe(1_000_000);
  const stream = new Blob([body]).stream() as ReadableStream<Uint8Array>;
  expectProblem(await call(PATH, { key, headers: json, body: stream }), "body-too-large", 413);
});

test("another content type is 415", async () => {
  const { apiKey: key } = await seedUser();
  for (const type of ["text/plain", "application/x-www-form-urlencoded", "application/jsonx", ""]) {
    const headers = { "content-type": type };
    const answer = await call(PATH, { key, headers, body: '{"name":"x"}' });
    expectProblem(answer, "unsupported-media-type", 415);
  }
});

test("wrong members are 422, each with its pointer", async () => {
  const { apiKey: key } = await seedUser();
  const answer = await call(PATH, { key, json: { name: "", scopes: ["root"], budgetPt: 1.5 } });
  expectProblem(answer, "invalid-input", 422);
  const errors = answer.json["errors"] as { pointer: string }[];
  expect(errors.map((error) => error.pointer)).toEqual(["/name", "/scopes/0", "/budgetPt"]);
  expect(answer.json["error"]).toMatchObject({ type: "invalid_request_error", param: "name" });
});

test("members that look like JavaScript's own change nothing", async () => {
  const { apiKey: key } = await seedUser();
  const body =
    '{"name":"x","__proto__":{"scopes":["root"],"operator":true},"constructor":{"prototype":{}}}';
  const answer = await call(PATH, { key, headers: json, body });
  expect(answer.status).toBe(201);
  expect(({} as Record<string, unknown>)["operator"]).toBeUndefined();
});

test("nothing is written by a request that is refused", async () => {
  const { apiKey: key } = await seedUser();
  const before = (await call(PATH, { key })).text.length;
  await call(PATH, { key, json: { name: "x", expiresAt: "2001-01-01T00:00:00Z" } });
  await call(PATH, { key, json: { name: "x", models: [] } });
  const after = (await call(PATH, { key })).json["items"] as { name: string }[];
  expect(after.map((item) => item.name)).toEqual(["Test bench"]);
  expect(before).toBeGreaterThan(0);
});

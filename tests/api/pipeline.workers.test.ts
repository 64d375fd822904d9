import { expect, test } from "vitest";
import { call, expectProblem, ORIGIN, seedUser } from "../support/api.ts";

test("every answer has an id of its own, whatever the request says", async () => {
  const headers = { "x-request-id": "req_chosen-outside" };
  const first = await call("/healthz", { headers });
  const second = await call("/healthz", { headers });
  expect(first.headers.get("x-request-id")).toMatch(/^req_[0-9A-Z]{26}$/);
  expect(first.headers.get("x-request-id")).not.toBe(second.headers.get("x-request-id"));
});

test("every answer carries the security headers", async () => {
  for (const path of ["/healthz", "/api/v1/me", "/api/v1/openapi.json", "/webhooks/stripe"]) {
    const { headers } = await call(path);
    expect(headers.get("content-security-policy")).toContain("default-src 'none'");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
    expect(headers.get("cross-origin-resource-policy")).toBe("same-origin");
    expect(headers.get("referrer-policy")).toBe("strict-origin-when-cross-origin");
    expect(headers.get("permissions-policy")).toContain("camera=()");
  }
});

test("an unknown path under /api is a problem, never a page", async () => {
  for (const path of ["/api/v1/nothing", "/api/v2/me", "/api"]) {
    expectProblem(await call(path), "not-found", 404);
  }
});

test("a wrong method is refused with those that are allowed", async () => {
  const answer = await call("/api/v1/me", { method: "PATCH" });
  expectProblem(answer, "method-not-allowed", 405);
  expect(answer.headers.get("allow")).toBe("HEAD, GET");
});

test("nobody, a wrong key and a wrong scheme are 401 in both shapes", async () => {
  const user = await seedUser();
  for (const headers of [
    {},
    { authorization: "Bearer nonsense" },
    { authorization: `Bearer ${user.apiKey.slice(0, -1)}0x` },
    { authorization: `Bearer sk_selv_00000000_${"0".repeat(48)}` },
    { authorization: "Basic dXNlcjpwYXNz" },
    { authorization: "" },
    { cookie: "__Host-selvedge-session=forged.c2lnbmF0dXJl" },
  ]) {
    const answer = await call("/api/v1/me", { headers });
    expectProblem(answer, "unauthorized", 401);
    expect(answer.headers.get("www-authenticate")).toMatch(/^Bearer/);
    expect(answer.json["error"]).toMatchObject({ code: "invalid_api_key" });
  }
});

test("a wrong key is refused even where none is needed", async () => {
  expectProblem(await call("/api/v1/openapi.json", { key: "nonsense" }), "unauthorized", 401);
});

test("wrong keys cannot be tried out at speed", async () => {
  const headers = { "cf-connecting-ip": "192.0.2.77", authorization: "Bearer nonsense" };
  const tries = Array.from({ length: 300 }, () => call("/api/v1/me", { headers }));
  expect(new Set((await Promise.all(tries)).map(({ status }) => status))).toEqual(new Set([401]));
  const last = await call("/api/v1/me", { headers });
  expectProblem(last, "too-many-requests", 429);
  expect(Number(last.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("a scope that the key lacks is 403 and named", async () => {
  const owner = await seedUser();
  const made = await call("/api/v1/api-keys", {
    key: owner.apiKey,
    json: { name: "chat only", scopes: ["chat"] },
  });
  const answer = await call("/api/v1/me", { key: String(made.json["secret"]) });
  expectProblem(answer, "forbidden", 403);
  expect(answer.json["requiredScope"]).toBe("read");
});

test("a write that another site's page starts is not carried out", async () => {
  const { cookie } = await seedUser();
  for (const headers of [
    { origin: "https://evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ]) {
    const answer = await call("/api/v1/api-keys", { cookie, headers, json: { name: "stolen" } });
    expectProblem(answer, "cross-origin", 403);
  }
  expect((await call("/api/v1/api-keys", { cookie })).text).not.toContain("stolen");
});

test("a write from our own pages and from programs is carried out", async () => {
  const { cookie } = await seedUser();
  for (const headers of [{ origin: ORIGIN }, { "sec-fetch-site": "same-origin" }, {}]) {
    const answer = await call("/api/v1/api-keys", { cookie, headers, json: { name: "mine" } });
    expect(answer.status).toBe(201);
  }
});

test("pages of other sites may use a key and never our cookies", async () => {
  const user = await seedUser();
  const origin = "https://elsewhere.example";
  const preflight = await call("/api/v1/me", { method: "OPTIONS", headers: { origin } });
  expect(preflight.status).toBe(204);
  expect(preflight.headers.get("access-control-allow-origin")).toBe("*");
  expect(preflight.headers.get("access-control-allow-credentials")).toBeNull();
  const withKey = await call("/api/v1/me", { key: user.apiKey, headers: { origin } });
  expect(withKey.status).toBe(200);
  expect(withKey.headers.get("access-control-allow-origin")).toBe("*");
  const refused = await call("/api/v1/me", { key: "nonsense", headers: { origin } });
  expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  const withCookie = await call("/api/v1/me", { cookie: user.cookie, headers: { origin } });
  expect(withCookie.headers.get("access-control-allow-origin")).toBeNull();
});

test("answers tell what is left of the limit", async () => {
  const user = await seedUser({ apiKey: { requestsPerMinute: 2 } });
  const first = await call("/api/v1/me", { key: user.apiKey });
  expect(first.headers.get("ratelimit-limit")).toBe("2");
  expect(first.headers.get("ratelimit-remaining")).toBe("1");
  expect(first.headers.get("ratelimit-policy")).toBe("2;w=60");
  await call("/api/v1/me", { key: user.apiKey });
  const third = await call("/api/v1/me", { key: user.apiKey });
  expectProblem(third, "too-many-requests", 429);
  expect(third.json["error"]).toMatchObject({ type: "rate_limit_error" });
  expect(third.headers.get("ratelimit-remaining")).toBe("0");
  expect(Number(third.headers.get("retry-after"))).toBeGreaterThan(0);
});

test("a WebSocket address refuses anything else, and other sites", async () => {
  const { cookie } = await seedUser();
  expectProblem(await call("/live/balance", { cookie }), "bad-request", 400);
  const headers = { upgrade: "websocket", origin: "https://evil.example" };
  expectProblem(await call("/live/balance", { cookie, headers }), "cross-origin", 403);
  const anonymous = await call("/live/balance", { headers: { upgrade: "websocket" } });
  expectProblem(anonymous, "unauthorized", 401);
});

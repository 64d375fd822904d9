import { expect, test } from "vitest";
import { call, expectProblem, seedUser } from "../support/api.ts";

const question = {
  model: "selvedge-answerer",
  messages: [{ role: "user", content: "How do I top up PT?" }],
  max_tokens: 2_000,
};

const ask = async (key: string) => await call("/api/v1/chat/completions", { key, json: question });

async function setLimits(key: string, limits: Record<string, unknown>) {
  const json = { capPt: null, alertPercents: [], lowPt: null, ...limits };
  return await call("/api/v1/billing/limits", { method: "PUT", key, json });
}

const drain = async () => await call("/__bench/drain", { json: {} });

test("a spend cap refuses at once with 402 in both shapes, and lets go when it is raised", async () => {
  const { apiKey: key } = await seedUser({ grants: [{ amountPt: 1_000, kind: "topup" }] });
  const first = await ask(key);
  expect(first.status, first.text).toBe(200);
  const used = Number(first.headers.get("x-pt-charged"));
  expect((await setLimits(key, { capPt: used })).status).toBe(200);
  const refused = await ask(key);
  expectProblem(refused, "spend-cap", 402);
  expect(refused.json).toMatchObject({
    limit: "account-cap",
    limitPt: String(used),
    usedPt: String(used),
    help: expect.arrayContaining(["raise-cap", "wait-for-next-period"]),
    error: { type: "insufficient_quota", code: "spend-cap", param: null },
  });
  expect((await call("/api/v1/credits", { key })).json).toMatchObject({ heldPt: "0" });
  await setLimits(key, { capPt: 500 });
  expect((await ask(key)).status).toBe(200);
});

test("who reached the cap is told once, in the product and over the API", async () => {
  const { apiKey: key } = await seedUser({ grants: [{ amountPt: 100, kind: "topup" }] });
  await setLimits(key, { capPt: 0 });
  for (let n = 0; n < 3; n++) expectProblem(await ask(key), "spend-cap", 402);
  await drain();
  const list = async () =>
    (await call("/api/v1/notices", { key })).json["items"] as Record<string, unknown>[];
  const [notice, ...more] = await list();
  expect(more).toEqual([]);
  expect(notice).toMatchObject({
    kind: "spend-cap-reached",
    data: { capPt: "0" },
    href: "/billing/limits",
    read: false,
  });
  await call("/api/v1/notices/read", { method: "POST", key });
  expect(await list()).toMatchObject([{ read: true }]);
  const path = `/api/v1/notices/${String(notice?.["id"])}`;
  for (let n = 0; n < 2; n++) {
    expect((await call(path, { method: "DELETE", key })).status).toBe(204);
  }
  expect(await list()).toEqual([]);
});

test("limits are read with how far the period is, and need the scope for billing to be set", async () => {
  const user = await seedUser({ plan: "entry" });
  const made = await call("/api/v1/api-keys", {
    key: user.apiKey,
    json: { name: "reads", scopes: ["chat", "read"] },
  });
  const key = String(made.json["secret"]);
  const answer = await call("/api/v1/billing/limits", { key });
  expect(answer.json).toMatchObject({
    capPt: null,
    alertPercents: [50, 80, 95, 100],
    lowPt: null,
    period: { grantedPt: "19000", planUsedPt: "0", spentPt: "0", heldPt: "0" },
  });
  expectProblem(await setLimits(key, { capPt: 5 }), "forbidden", 403);
  const { cookie } = user;
  const json = { capPt: 20_000, alertPercents: [100, 80], lowPt: 500 };
  const headers = { origin: "http://localhost" };
  const set = await call("/api/v1/billing/limits", { method: "PUT", cookie, json, headers });
  expect(set.json).toMatchObject({
    capPt: "20000",
    capMicroPt: "20000000000",
    alertPercents: [80, 100],
    lowPt: "500",
  });
});

test("usage is told by model and feature, by key and in the export, and adds up", async () => {
  const { apiKey: key } = await seedUser({ grants: [{ amountPt: 1_000, kind: "topup" }] });
  const charged = Number((await ask(key)).headers.get("x-pt-charged"));
  await drain();
  const usage = async (query: string) =>
    (await call(`/api/v1/billing/usage?${query}`, { key })).json;
  for (const by of ["day", "model", "feature", "member"]) {
    expect(await usage(`by=${by}`)).toMatchObject({
      items: [{ answers: 1, chargedPt: String(charged) }],
      total: { chargedMicroPt: String(charged * 1_000_000) },
    });
  }
  expect(await usage("by=feature")).toMatchObject({ items: [{ key: "api" }] });
  expect(await usage("by=day&feature=chat")).toMatchObject({ items: [] });
  const keys = await call("/api/v1/api-keys", { key });
  expect(keys.json).toMatchObject({ items: [{ usedPt: String(charged), heldPt: "0" }] });
  const csv = await call("/api/v1/usage/export?format=csv", { key });
  const [head = "", row = ""] = csv.text.split("\r\n");
  expect(row.split(",")[head.split(",").indexOf("feature")]).toBe("api");
  expectProblem(await call("/api/v1/billing/usage?from=2026-02-30", { key }), "invalid-input", 422);
});

test("another workspace's limits, usage and notices are its own", async () => {
  const one = await seedUser({ grants: [{ amountPt: 10, kind: "topup" }] });
  const other = await seedUser();
  await setLimits(one.apiKey, { capPt: 1 });
  await ask(one.apiKey);
  const { apiKey: key } = other;
  expect((await call("/api/v1/billing/limits", { key })).json).toMatchObject({ capPt: null });
  expect((await call("/api/v1/notices", { key })).json).toMatchObject({ items: [] });
});

import { beforeAll, expect, test } from "vitest";
import { call, expectProblem, seedUser } from "../support/api.ts";
import { chargeFor } from "../support/disputes.ts";

type Person = Awaited<ReturnType<typeof seedUser>>;
type Json = Record<string, unknown>;

let operator: Person;
let customer: Person;
let stranger: Person;

beforeAll(async () => {
  // The first person of a deployment runs it.
  operator = await seedUser();
  customer = await seedUser({ plan: "pro" });
  stranger = await seedUser();
  // Puts the shipped prices in force.
  await call("/api/v1/models", { key: operator.apiKey });
});

async function drain(): Promise<void> {
  expect((await call("/__bench/drain", { json: {} })).status).toBe(200);
}

async function charge(amountPt = 10): Promise<string> {
  const { transactionId } = await chargeFor(customer.accountId as never, { amountPt });
  return transactionId;
}

async function openOne(amountPt = 10): Promise<string> {
  const opened = await call("/api/v1/disputes", {
    key: customer.apiKey,
    json: { transactionId: await charge(amountPt), reason: "no-answer" },
  });
  expect(opened.status, opened.text).toBe(201);
  await drain();
  return String(opened.json["id"]);
}

const availablePt = async () => {
  const { json } = await call("/api/v1/credits", { key: customer.apiKey });
  return Number(json["availablePt"]);
};

test("a charge is disputed, looked at, asked about, answered and given back in part", async () => {
  const before = await availablePt();
  const id = await openOne(10);
  const { apiKey: key } = customer;
  const path = `/api/v1/disputes/${id}`;
  const gathered = await call(path, { key });
  expect(gathered.json).toMatchObject({
    state: "in-review",
    disputedPt: "10",
    evidence: {
      charge: { leftPt: "10", leftMicroPt: "10000000" },
      recomputed: { found: true, differencePt: "0" },
      stream: { found: true, durationMs: 2_000 },
      turn: { found: false, why: "not-kept" },
    },
  });
  const admin = `/api/v1/admin/disputes/${id}`;
  const asked = await call(`${admin}/ask`, {
    key: operator.apiKey,
    json: { text: "Which answer do you mean?" },
  });
  expect(asked.json).toMatchObject({ state: "waiting-for-user", waitsFor: "user" });
  const answered = await call(`${path}/messages`, { key, json: { text: "The second one." } });
  expect(answered.status).toBe(201);
  expect(answered.json).toMatchObject({ state: "in-review" });
  const decided = await call(`${admin}/decision`, {
    key: operator.apiKey,
    json: { outcome: "partly", amountPt: 4, comment: "A part of it." },
  });
  expect(decided.json).toMatchObject({ state: "partly", returnedPt: "4" });
  expect(await availablePt()).toBe(before - 6);
  const { json } = await call(path, { key });
  const kinds = (json["events"] as Json[]).map(({ kind }) => kind);
  expect(kinds).toEqual(["opened", "evidence", "asked", "message", "decided", "returned"]);
  expect(json["decision"]).toMatchObject({ outcome: "partly", effectPt: "4", pending: false });
});

test("a file comes back as it was, as a download, and to both sides only", async () => {
  const id = await openOne(1);
  const path = `/api/v1/disputes/${id}/attachments`;
  const added = await call(`${path}?name=proof.txt`, {
    key: customer.apiKey,
    body: "<b>proof</b>",
    headers: { "content-type": "text/plain" },
  });
  expect(added.status, added.text).toBe(201);
  const url = String(added.json["url"]);
  for (const { apiKey: key } of [customer, operator]) {
    const file = await call(url, { key });
    expect(file.text).toBe("<b>proof</b>");
    expect(file.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(file.headers.get("content-disposition")).toMatch(/^attachment; filename="proof.txt"/);
    expect(file.headers.get("x-content-type-options")).toBe("nosniff");
    expect(file.headers.get("content-security-policy")).toContain("default-src 'none'");
  }
  expectProblem(await call(url, { key: stranger.apiKey }), "not-found", 404);
  const lying = await call(`${path}?name=x.png`, {
    key: customer.apiKey,
    body: new Uint8Array([0x50, 0x4b, 3, 4]),
    headers: { "content-type": "image/png" },
  });
  expectProblem(lying, "unsupported-media-type", 415);
  const large = await call(`${path}?name=x.txt`, {
    key: customer.apiKey,
    body: "x".repeat(5_000_001),
    headers: { "content-type": "text/plain" },
  });
  expectProblem(large, "body-too-large", 413);
});

test("an opening with an idempotency key is one dispute", async () => {
  const json = { transactionId: await charge(), reason: "wrong-price", comment: "Too dear." };
  const headers = { "idempotency-key": "dispute-1" };
  const first = await call("/api/v1/disputes", { key: customer.apiKey, json, headers });
  const again = await call("/api/v1/disputes", { key: customer.apiKey, json, headers });
  expect(again.json["id"]).toBe(first.json["id"]);
  expect(again.headers.get("idempotent-replayed")).toBe("true");
  const other = { ...json, comment: "Something else." };
  const second = await call("/api/v1/disputes", { key: customer.apiKey, json: other });
  expectProblem(second, "already-exists", 409);
  expect(second.json["disputeId"]).toBe(first.json["id"]);
});

test("operators' operations are theirs, and a large approval needs two of them", async () => {
  const id = await openOne(6_000);
  const admin = `/api/v1/admin/disputes/${id}`;
  const decision = { outcome: "approved" };
  for (const path of ["/api/v1/admin/disputes", admin, "/api/v1/admin/disputes/statistics"]) {
    expectProblem(await call(path, { key: customer.apiKey }), "forbidden", 403);
  }
  const own = await call(`${admin}/decision`, { key: customer.apiKey, json: decision });
  expectProblem(own, "forbidden", 403);
  const proposed = await call(`${admin}/decision`, { key: operator.apiKey, json: decision });
  expect(proposed.json).toMatchObject({
    state: "second-approval",
    proposal: { mine: true, effectPt: "6000" },
  });
  const alone = await call(`${admin}/second-approval`, {
    key: operator.apiKey,
    json: { approve: true },
  });
  expectProblem(alone, "forbidden", 403);
  const queue = await call("/api/v1/admin/disputes?state=second-approval&minPt=5000", {
    key: operator.apiKey,
  });
  expect((queue.json["items"] as Json[]).map((one) => one["id"])).toEqual([id]);
  const { json } = await call("/api/v1/admin/disputes/statistics?days=7", {
    key: operator.apiKey,
  });
  expect(json).toMatchObject({ days: 7, returnedPt: expect.any(String) });
});

test("a dispute is withdrawn once, and its list says so", async () => {
  const id = await openOne(1);
  const path = `/api/v1/disputes/${id}/withdraw`;
  expectProblem(await call(path, { key: stranger.apiKey, method: "POST" }), "not-found", 404);
  const withdrawn = await call(path, { key: customer.apiKey, method: "POST" });
  expect(withdrawn.json).toMatchObject({ state: "withdrawn", waitsFor: null, dueAt: null });
  expect((await call(path, { key: customer.apiKey, method: "POST" })).json).toEqual(withdrawn.json);
  const { json } = await call("/api/v1/disputes?state=withdrawn", { key: customer.apiKey });
  expect((json["items"] as Json[]).map((one) => one["id"])).toEqual([id]);
});

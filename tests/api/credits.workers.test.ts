import { expect, test } from "vitest";
import { call, expectProblem, seedUser } from "../support/api.ts";

test("the balance is told in exact PT and micro-PT", async () => {
  const user = await seedUser({ grants: [{ amountPt: 12.5, kind: "topup" }] });
  const answer = await call("/api/v1/credits", { key: user.apiKey });
  expect(answer.status).toBe(200);
  expect(answer.json).toMatchObject({
    accountId: user.accountId,
    balancePt: "12.5",
    balanceMicroPt: "12500000",
    heldPt: "0",
    availablePt: "12.5",
    expiring: [],
    plan: "free",
    periodEndsAt: null,
  });
});

test("a plan's PT are there with the day they expire", async () => {
  const user = await seedUser({ plan: "pro" });
  const { json } = await call("/api/v1/credits", { key: user.apiKey });
  expect(json).toMatchObject({
    availablePt: "49000",
    plan: "pro",
    expiring: [{ amountPt: "49000", expiresAt: json["periodEndsAt"] }],
  });
});

test("the statement leads to the whole double entry of each transaction, and to nobody else's", async () => {
  const user = await seedUser({ grants: [{ amountPt: 10, kind: "promo" }] });
  const other = await seedUser();
  const { json } = await call("/api/v1/credits/entries", { key: user.apiKey });
  expect(json).toMatchObject({
    items: [{ kind: "grant", grantKind: "promo", amountPt: "10", balanceAfterPt: "10" }],
    nextCursor: null,
  });
  const [line] = json["items"] as { transactionId: string }[];
  const path = `/api/v1/credits/transactions/${line?.transactionId}`;
  const proof = await call(path, { key: user.apiKey });
  const entries = proof.json["entries"] as { amountMicroPt: string }[];
  expect(entries.reduce((sum, { amountMicroPt }) => sum + Number(amountMicroPt), 0)).toBe(0);
  expectProblem(await call(path, { key: other.apiKey }), "not-found", 404);
});

test("a page of the statement says where the next one begins", async () => {
  const grants = Array.from({ length: 3 }, () => ({ amountPt: 1, kind: "promo" as const }));
  const user = await seedUser({ grants });
  const first = await call("/api/v1/credits/entries?limit=2", { key: user.apiKey });
  const cursor = String(first.json["nextCursor"]);
  const next = await call(`/api/v1/credits/entries?limit=2&cursor=${cursor}`, { key: user.apiKey });
  expect((first.json["items"] as unknown[]).length).toBe(2);
  expect((next.json["items"] as unknown[]).length).toBe(1);
  expectProblem(
    await call("/api/v1/credits/entries?cursor=nonsense", { key: user.apiKey }),
    "invalid-input",
    422,
  );
});

test("usage is exported as a file in CSV and JSON", async () => {
  const user = await seedUser();
  const csv = await call("/api/v1/usage/export?format=csv", { key: user.apiKey });
  expect(csv.headers.get("content-type")).toMatch(/^text\/csv/);
  expect(csv.headers.get("content-disposition")).toMatch(/attachment; filename="[\w.-]+\.csv"/);
  const json = await call("/api/v1/usage/export?format=json", { key: user.apiKey });
  expect(json.json).toMatchObject({ items: [], totals: { chargedPt: "0" } });
  expectProblem(
    await call("/api/v1/usage/export?format=pdf", { key: user.apiKey }),
    "invalid-input",
    422,
  );
});

test("models come in OpenAI's list shape with prices and what unlocks them", async () => {
  const user = await seedUser();
  const { json } = await call("/api/v1/models", { key: user.apiKey });
  expect(json["object"]).toBe("list");
  const models = json["data"] as { id: string }[];
  expect(models.find(({ id }) => id === "selvedge-answerer")).toMatchObject({
    object: "model",
    owned_by: "builtin",
    available: true,
    class: "core",
  });
  expect(models.find(({ id }) => id === "gpt-5")).toMatchObject({
    available: false,
    inPlan: false,
    minPlan: "entry",
  });
  const one = await call("/api/v1/models/selvedge-answerer", { key: user.apiKey });
  expect(one.json).toMatchObject({ id: "selvedge-answerer" });
  expectProblem(await call("/api/v1/models/none", { key: user.apiKey }), "model-unknown", 404);
});

test("the rate card is the operator's alone", async () => {
  const user = await seedUser();
  expectProblem(await call("/api/v1/rate-card", { key: user.apiKey }), "forbidden", 403);
  const published = await call("/api/v1/rate-card", {
    method: "PUT",
    key: user.apiKey,
    json: {
      models: [
        {
          id: "a",
          provider: "builtin",
          upstreamModel: "a",
          class: "core",
          ptPer1k: { input: 0, cachedRead: 0, cacheWrite: 0, output: 0 },
          maxOutputTokens: 10,
        },
      ],
    },
  });
  expect(published.status).toBe(403);
  expectProblem(published, "forbidden", 403);
});

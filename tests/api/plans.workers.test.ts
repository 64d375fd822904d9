import { describe, expect, test } from "vitest";
import { addDocument } from "#features/chat";
import { listModels, publishRateCard, requireModel } from "#features/models";
import { currentPlan, publishPlan } from "#features/plans";
import type { PublishPlan } from "#features/plans/schema";
import { shippedPlans } from "../../worker/features/plans/shipped-plans.ts";
import { call, expectProblem, seedUser } from "../support/api.ts";
import { jobCtx, makePerson } from "../support/people.ts";

const PATH = "/api/v1/plans";
const VERSIONS = "/api/v1/admin/plans/pro/versions";

// The first person of a deployment runs it.
const operator = await seedUser();

async function publish(plan: "free" | "entry", changes: Partial<PublishPlan>) {
  return await publishPlan(jobCtx(), plan, { ...shippedPlans[plan], ...changes });
}

describe("the list of plans", () => {
  test("is open to everyone, with every price and no PT as a number", async () => {
    const { status, json } = await call(PATH);
    expect(status).toBe(200);
    const items = json["items"] as Record<string, unknown>[];
    expect(items.map(({ plan }) => plan)).toEqual(["free", "entry", "pro", "business"]);
    expect(items[0]).toMatchObject({ free: true, monthlyPt: "500", monthlyMicroPt: "500000000" });
    expect(items[2]).toMatchObject({
      name: "Pro",
      version: 1,
      seatsIncluded: 3,
      seatMonthlyPt: "12000",
      prices: expect.arrayContaining([
        { amountMinor: 49_000, currency: "usd", interval: "year" },
        { amountMinor: 4_600, currency: "eur", interval: "month" },
      ]),
    });
    expect(json["packs"]).toContainEqual(
      expect.objectContaining({ id: "pt-5000", amountPt: "5000" }),
    );
  });
});

describe("publishing over the API", () => {
  test("is refused to everyone but the operator", async () => {
    const { apiKey } = await seedUser();
    const json = shippedPlans.pro;
    expectProblem(await call(VERSIONS, { json }), "unauthorized", 401);
    expectProblem(await call(VERSIONS, { key: apiKey, json }), "forbidden", 403);
  });

  test("makes one version however often it is sent with one key", async () => {
    const send = async () =>
      await call(VERSIONS, {
        key: operator.apiKey,
        headers: { "idempotency-key": "publish-1" },
        json: { ...shippedPlans.pro, name: "Pro plus", basedOnVersion: 1 },
      });
    const [first, second] = [await send(), await send()];
    expect(first.status, first.text).toBe(201);
    expect(first.json).toMatchObject({ name: "Pro plus", version: 2 });
    expect(second.json).toEqual(first.json);
    const stale = await call(VERSIONS, {
      key: operator.apiKey,
      json: { ...shippedPlans.pro, basedOnVersion: 1 },
    });
    expectProblem(stale, "conflict", 409);
    expect(stale.json).toMatchObject({ currentVersion: 2 });
    const { json } = await call(PATH);
    expect(json["items"]).toContainEqual(expect.objectContaining({ name: "Pro plus" }));
  });

  test("names every term that is wrong", async () => {
    const answer = await call(VERSIONS, {
      key: operator.apiKey,
      json: { ...shippedPlans.pro, seatsMax: 2, trialPt: 60_000 },
    });
    expectProblem(answer, "invalid-input", 422);
    const pointers = (answer.json["errors"] as { pointer: string }[]).map(({ pointer }) => pointer);
    expect(pointers).toEqual(expect.arrayContaining(["/seatsMax", "/trialPt"]));
  });
});

describe("the rate of a plan", () => {
  test("holds for all keys of a person together, and for whom it was taken with", async () => {
    const early = await seedUser();
    await publish("free", { requestsPerMinute: 3 });
    const late = await seedUser();
    const keysOf = async (cookie: string) =>
      await Promise.all(
        ["one", "two"].map(async (name) => {
          const { json } = await call("/api/v1/api-keys", { cookie, json: { name } });
          return { secret: String(json["secret"]), rate: json["requestsPerMinute"] };
        }),
      );
    const [ofEarly, ofLate] = [await keysOf(early.cookie), await keysOf(late.cookie)];
    expect(ofEarly.map(({ rate }) => rate)).toEqual([300, 300]);
    expect(ofLate.map(({ rate }) => rate)).toEqual([3, 3]);
    const statuses = async (keys: { secret: string }[]) => {
      const answers: number[] = [];
      for (const { secret } of [...keys, ...keys, ...keys]) {
        answers.push((await call("/api/v1/models", { key: secret })).status);
      }
      return answers;
    };
    expect(await statuses(ofEarly)).toEqual([200, 200, 200, 200, 200, 200]);
    expect(await statuses(ofLate)).toEqual([200, 200, 200, 429, 429, 429]);
  });

  test("is no bound for a rate that the operator names", async () => {
    await publish("free", { requestsPerMinute: 3 });
    const { apiKey } = await seedUser({ apiKey: { requestsPerMinute: 5 } });
    for (let at = 0; at < 5; at++) {
      expect((await call("/api/v1/models", { key: apiKey })).status).toBe(200);
    }
    expectProblem(await call("/api/v1/models", { key: apiKey }), "too-many-requests", 429);
  });
});

describe("other terms of a plan", () => {
  test("the bytes of documents are limited, by what the workspace's version keeps", async () => {
    const early = await makePerson();
    await publish("free", { storageBytes: 1_000 });
    const late = await makePerson();
    const document = (bytes: number) => ({
      name: "notes.txt",
      contentType: "text/plain",
      bytes: new TextEncoder().encode("a ".repeat(bytes / 2)),
    });
    await addDocument(early.ctx, document(2_000));
    await addDocument(late.ctx, document(600));
    await expect(addDocument(late.ctx, document(600))).rejects.toMatchObject({
      slug: "limit-reached",
      extensions: { limitBytes: 1_000 },
    });
    const both = await Promise.allSettled([
      addDocument(late.ctx, document(300)),
      addDocument(late.ctx, document(300)),
    ]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    await addDocument(late.ctx, document(100));
  });

  test("a class of models that the version has not is closed, whatever the card opens", async () => {
    const early = await makePerson({ plan: "entry" });
    await publish("entry", { modelClasses: ["core"], advancedShareCapPercent: null });
    const late = await makePerson({ plan: "entry" });
    await publishRateCard(jobCtx(), {
      models: [
        {
          id: "deep",
          provider: "builtin",
          upstreamModel: "selvedge-answerer",
          class: "advanced",
          ptPer1k: { input: 1, cachedRead: 1, cacheWrite: 1, output: 1 },
          maxOutputTokens: 100,
        },
      ],
    });
    expect((await listModels(early.ctx)).map(({ available }) => available)).toEqual([true]);
    await expect(requireModel(late.ctx, "deep")).rejects.toMatchObject({
      slug: "model-not-in-plan",
      extensions: { class: "advanced", plan: "entry" },
    });
    expect((await currentPlan(late.ctx, "entry")).modelClasses).toEqual(["core"]);
  });
});

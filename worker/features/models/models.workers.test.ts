import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newId } from "#core/ids";
import { priceTokens } from "#core/pricing";
import { auditRows } from "#platform/audit.tables";
import { createCtx } from "#platform/create-ctx";
import type { Actor, Ctx, Plan } from "#platform/ctx";
import {
  findRateCard,
  getRateCard,
  listModels,
  pricesMicro,
  publishRateCard,
  requireModel,
} from "./index.ts";
import type { RateCardInput, RateCardModel } from "./schema.ts";
import { rateCards } from "./tables.ts";

const job: Actor = { kind: "job", name: "test" };

function ctxOf(init: { plan?: Plan; actor?: Actor; atMs?: number } = {}): Ctx {
  const now = Date.UTC(2026, 10, 21);
  const ctx = createCtx(env, {
    actor: init.actor ?? job,
    workspace: {
      id: newId("ws", now),
      accountId: newId("acct", now),
      plan: init.plan ?? "free",
      role: "owner",
    },
  });
  return init.atMs === undefined ? ctx : { ...ctx, clock: { now: () => init.atMs ?? 0 } };
}

function model(id: string, rest: Partial<RateCardModel> = {}): RateCardModel {
  return {
    id,
    provider: "builtin",
    upstreamModel: id,
    class: "core",
    ptPer1k: { input: 1, cachedRead: 0.1, cacheWrite: 1.25, output: 4 },
    maxOutputTokens: 1_000,
    ...rest,
  };
}

const card = (...models: RateCardModel[]): RateCardInput => ({ models });

describe("the rate card", () => {
  it("is the shipped one, stored as version 1, before anybody publishes", async () => {
    const shipped = await getRateCard(ctxOf());
    expect(shipped.version).toBe(1);
    expect(shipped.models.map(({ id }) => id)).toContain("selvedge-answerer");
    expect(await ctxOf().db.select().from(rateCards)).toHaveLength(1);
  });

  it("becomes the next version and is in force at once, and the old one stays readable", async () => {
    const before = await getRateCard(ctxOf());
    const published = await publishRateCard(ctxOf(), card(model("a")));
    expect(published.version).toBe(before.version + 1);
    expect(await getRateCard(ctxOf())).toEqual(published);
    expect(await findRateCard(ctxOf(), before.version)).toEqual(before);
    expect(await findRateCard(ctxOf(), 10_000)).toBeUndefined();
  });

  it("writes an audit row with every publish", async () => {
    const { version } = await publishRateCard(ctxOf(), card(model("a")));
    const rows = await ctxOf().db.select().from(auditRows);
    expect(rows).toContainEqual(
      expect.objectContaining({ action: "rate-card.published", target: `card_${version}` }),
    );
  });

  it("is refused when another publish came since the version it was made from", async () => {
    const { version } = await publishRateCard(ctxOf(), card(model("a")));
    await publishRateCard(ctxOf(), { ...card(model("b")), basedOnVersion: version });
    await expect(
      publishRateCard(ctxOf(), { ...card(model("c")), basedOnVersion: version }),
    ).rejects.toMatchObject({ slug: "conflict", extensions: { currentVersion: version + 1 } });
  });

  it("gets one version each when many publish at once", async () => {
    const cards = await Promise.all(
      [1, 2, 3].map(() => publishRateCard(ctxOf(), card(model("a")))),
    );
    expect(new Set(cards.map(({ version }) => version)).size).toBe(3);
  });

  it("is not seen later than five seconds after somebody else published", async () => {
    const atMs = Date.UTC(2027, 0, 1);
    const known = await getRateCard(ctxOf({ atMs }));
    await ctxOf()
      .db.insert(rateCards)
      .values({
        version: known.version + 1,
        models: [model("elsewhere")],
        publishedBy: "job:elsewhere",
        publishedAtMs: atMs,
      });
    expect((await getRateCard(ctxOf({ atMs: atMs + 1_000 }))).version).toBe(known.version);
    expect((await getRateCard(ctxOf({ atMs: atMs + 5_000 }))).version).toBe(known.version + 1);
  });

  it("is published by the operator only", async () => {
    const user: Actor = {
      kind: "user",
      userId: newId("user", 0),
      email: "a@example.com",
      name: "A",
      operator: false,
      sessionId: "sess_1",
      authenticatedAtMs: 0,
    };
    await expect(publishRateCard(ctxOf({ actor: user }), card(model("a")))).rejects.toMatchObject({
      slug: "forbidden",
    });
    await publishRateCard(ctxOf({ actor: { ...user, operator: true } }), card(model("a")));
  });

  it.each([
    [
      "a negative price",
      card(model("a", { ptPer1k: { input: -1, cachedRead: 0, cacheWrite: 0, output: 0 } })),
    ],
    [
      "a price of more than six decimals",
      card(model("a", { ptPer1k: { input: 1e-7, cachedRead: 0, cacheWrite: 0, output: 0 } })),
    ],
    ["the same model twice", card(model("a"), model("a"))],
    ["no model", card()],
  ])("refuses %s", async (_, input) => {
    await expect(publishRateCard(ctxOf(), input)).rejects.toMatchObject({ slug: "invalid-input" });
  });
});

describe("a model", () => {
  it("is refused before its provider is called when it is unknown, locked, unpriced or not connected", async () => {
    await publishRateCard(
      ctxOf(),
      card(
        model("open"),
        model("locked", { minPlan: "pro" }),
        model("unpriced", { ptPer1k: undefined }),
        model("offline", { provider: "openai" }),
      ),
    );
    const refused = async (id: string) =>
      await requireModel(ctxOf(), id).then(
        () => undefined,
        (problem: { slug: string }) => problem.slug,
      );
    expect(await refused("open")).toBeUndefined();
    expect(await refused("nowhere")).toBe("model-unknown");
    expect(await refused("locked")).toBe("model-not-in-plan");
    expect(await refused("unpriced")).toBe("model-unpriced");
    expect(await refused("offline")).toBe("model-unavailable");
    const available = (await listModels(ctxOf())).filter((one) => one.available);
    expect(available.map(({ id }) => id)).toEqual(["open"]);
  });

  it("names the plan that unlocks it", async () => {
    await publishRateCard(ctxOf(), card(model("locked", { minPlan: "pro" })));
    await expect(requireModel(ctxOf({ plan: "entry" }), "locked")).rejects.toMatchObject({
      status: 403,
      extensions: { minPlan: "pro", plan: "entry" },
    });
    expect((await requireModel(ctxOf({ plan: "business" }), "locked")).id).toBe("locked");
  });

  it("is by default the first that the workspace can use", async () => {
    await publishRateCard(
      ctxOf(),
      card(
        model("offline", { provider: "openai" }),
        model("locked", { minPlan: "pro" }),
        model("first"),
        model("second"),
      ),
    );
    expect((await requireModel(ctxOf(), undefined)).id).toBe("first");
    expect((await requireModel(ctxOf({ plan: "pro" }), undefined)).id).toBe("locked");
  });

  it("outside an API key's list is refused, and the key's default is inside it", async () => {
    await publishRateCard(ctxOf(), card(model("a"), model("b")));
    const actor: Actor = {
      kind: "api-key",
      keyId: newId("key", 0),
      userId: newId("user", 0),
      operator: false,
      scopes: ["chat"],
      models: ["b"],
      budgetMicroPt: undefined,
    };
    await expect(requireModel(ctxOf({ actor }), "a")).rejects.toMatchObject({ slug: "forbidden" });
    expect((await requireModel(ctxOf({ actor }), undefined)).id).toBe("b");
  });

  it("prices tokens by class with one rounding up to a whole PT", () => {
    const prices = pricesMicro(model("a"));
    const tokens = { input: 1_000, cachedRead: 1_000, cacheWrite: 1_000, output: 1_000 };
    expect(priceTokens(prices, tokens)).toBe(7_000_000);
    expect(priceTokens(prices, { input: 1, cachedRead: 0, cacheWrite: 0, output: 0 })).toBe(
      1_000_000,
    );
  });
});

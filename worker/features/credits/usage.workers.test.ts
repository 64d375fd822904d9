import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { UserId } from "#core/ids";
import { toIso } from "#core/time";
import { clockNow } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { jobCtx, makePerson } from "../../../tests/support/people.ts";
import { getUsage, listUsageDays } from "./index.ts";
import { usageDaily } from "./tables.ts";

type Person = Awaited<ReturnType<typeof makePerson>>;

const today = toIso(clockNow()).slice(0, 10);

let owner: Person;
let colleague: Person;
let member: Ctx;

async function use(
  row: Partial<typeof usageDaily.$inferInsert> & { chargedMicroPt: number },
): Promise<void> {
  await jobCtx()
    .db.insert(usageDaily)
    .values({
      accountId: owner.workspace.accountId,
      day: today,
      model: "m1",
      feature: "chat",
      memberId: owner.userId,
      apiKeyId: "",
      answers: 1,
      inputTokens: 10,
      cachedReadTokens: 1,
      cacheWriteTokens: 2,
      outputTokens: 5,
      ...row,
    });
}

beforeEach(async () => {
  owner = await makePerson({ name: "Ada" });
  colleague = await makePerson({ name: "Grace", join: { ...owner.workspace, role: "member" } });
  member = colleague.ctx;
  await use({ chargedMicroPt: 7 });
  await use({ chargedMicroPt: 5, model: "m2", memberId: colleague.userId });
  await use({ chargedMicroPt: 20, feature: "api", apiKeyId: "key_1" });
  await use({ chargedMicroPt: 3, day: "2026-01-31", feature: "visitor", memberId: "" });
});

const keysOf = async (ctx: Ctx, input: Parameters<typeof getUsage>[1]) =>
  (await getUsage(ctx, input)).items.map(({ key, chargedMicroPt }) => [key, chargedMicroPt]);

describe("usage", () => {
  it("is told by model, feature, member and day, dearest first, days in order", async () => {
    expect(await keysOf(owner.ctx, { by: "model" })).toEqual([
      ["m1", 27],
      ["m2", 5],
    ]);
    expect(await keysOf(owner.ctx, { by: "feature" })).toEqual([
      ["api", 20],
      ["chat", 12],
    ]);
    expect((await getUsage(owner.ctx, { by: "member" })).items).toMatchObject([
      { key: owner.userId, name: "Ada", chargedMicroPt: 27, answers: 2 },
      { key: colleague.userId, name: "Grace", chargedMicroPt: 5 },
    ]);
    const all = { by: "day", from: "2026-01-01", to: "2026-12-31" } as const;
    expect(await keysOf(owner.ctx, all)).toEqual([
      ["2026-01-31", 3],
      [today, 32],
    ]);
  });

  it("adds up, whatever it is told apart by, and narrows to what is asked for", async () => {
    const range = { from: "2026-01-31", to: today };
    for (const by of ["day", "model", "member", "feature"] as const) {
      const { items, total } = await getUsage(owner.ctx, { by, ...range });
      expect(items.reduce((sum, { chargedMicroPt }) => sum + chargedMicroPt, 0)).toBe(35);
      expect(total).toMatchObject({ chargedMicroPt: 35, answers: 4 });
      expect(total.tokens).toEqual({ input: 40, cachedRead: 4, cacheWrite: 8, output: 20 });
    }
    expect(await keysOf(owner.ctx, { by: "model", apiKeyId: "key_1" })).toEqual([["m1", 20]]);
    expect(await keysOf(owner.ctx, { by: "day", feature: "chat", model: "m2" })).toEqual([
      [today, 5],
    ]);
  });

  it("of nothing is nothing, with zeros", async () => {
    expect(await getUsage(owner.ctx, { by: "model", model: "m9" })).toMatchObject({
      items: [],
      total: { answers: 0, chargedMicroPt: 0, tokens: { input: 0 } },
    });
  });

  it("of members is told to a plain member about themselves only", async () => {
    expect(await keysOf(member, { by: "member" })).toEqual([[colleague.userId, 5]]);
    const asked = { by: "day", memberId: owner.userId } as const;
    expect(await keysOf(member, asked)).toEqual([[today, 5]]);
    expect(await keysOf(member, { by: "model" })).toHaveLength(2);
  });

  it("stays inside the workspace", async () => {
    const stranger = await makePerson();
    expect(await keysOf(stranger.ctx, { by: "day", memberId: owner.userId })).toEqual([]);
    await expect(getUsage(jobCtx(), { by: "day" })).rejects.toMatchObject({ slug: "unauthorized" });
  });

  it("is asked for by days that are days, in order, of a year at most", async () => {
    const wrong = [
      { from: "2026-11-21", to: "2026-11-20" },
      { from: "2025-01-01", to: "2026-11-20" },
      { from: "yesterday" },
    ];
    for (const range of wrong) {
      await expect(getUsage(owner.ctx, { by: "day", ...range })).rejects.toMatchObject({
        slug: "invalid-input",
      });
    }
    const { from, to } = await getUsage(owner.ctx, { by: "day", to: "2026-03-01" });
    expect([from, to]).toEqual(["2026-01-31", "2026-03-01"]);
  });

  it("comes as rows of a chart, by day and what it is told apart by", async () => {
    const rows = await listUsageDays(owner.ctx, { by: "feature", from: "2026-01-31", to: today });
    expect(rows).toEqual([
      { day: "2026-01-31", key: "visitor", answers: 1, chargedMicroPt: 3 },
      { day: today, key: "api", answers: 1, chargedMicroPt: 20 },
      { day: today, key: "chat", answers: 2, chargedMicroPt: 12 },
    ]);
  });
});

describe("many members", () => {
  it("are listed by what they spent, all with their sums", async () => {
    const spent = Array.from({ length: 120 }, (_, n): UserId => `user_${String(n)}`);
    for (const [n, memberId] of spent.entries()) {
      await env.DB.prepare(
        "INSERT INTO usage_daily VALUES (?, ?, 'm1', 'chat', ?, '', 1, 0, 0, 0, 0, ?)",
      )
        .bind(owner.workspace.accountId, today, memberId, n + 100)
        .run();
    }
    const { items } = await getUsage(owner.ctx, { by: "member" });
    expect(items).toHaveLength(122);
    expect(items[0]).toMatchObject({ key: "user_119", name: null });
  });
});

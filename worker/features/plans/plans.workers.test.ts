import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { DAY_MS } from "#core/time";
import { getBalance, grantPaidPeriod, startPlan } from "#features/credits";
import { sweepPlansJob } from "#features/credits/jobs";
import { setPlan } from "#features/workspaces";
import { auditRows } from "#platform/audit.tables";
import { clockNow, shiftClock } from "#platform/clock";
import type { Ctx } from "#platform/ctx";
import { anonymousCtx, ctxWith, jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  currentPlan,
  getPlanVersion,
  listPacks,
  listPlans,
  listPlanVersions,
  planOf,
  publishPacks,
  publishPlan,
} from "./index.ts";
import type { PlanVersion, PublishPlan } from "./schema.ts";
import { shippedPlanId, shippedPlans } from "./shipped-plans.ts";
import { planVersions } from "./tables.ts";

// The first person of a deployment is its operator; the tests want people who are not.
await makePerson();

/** The terms of a version, with other ones laid over them. */
function termsOf(version: PlanVersion, changes: Partial<PublishPlan> = {}): PublishPlan {
  const { id: _, plan: __, version: ___, publishedAtMs: ____, ...terms } = version;
  return { ...terms, ...changes };
}

async function publishNext(plan: PlanVersion["plan"], changes: Partial<PublishPlan>) {
  return await publishPlan(jobCtx(), plan, termsOf(await currentPlan(jobCtx(), plan), changes));
}

const sweep = async () => await sweepPlansJob(jobCtx());

/** As `ctx`, at another time. */
const at = (ctx: Ctx, atMs: number): Ctx => ({ ...ctx, clock: { now: () => atMs } });

describe("plans", () => {
  it("are the shipped ones, written down as version 1, before anybody publishes", async () => {
    const plans = await listPlans(jobCtx());
    expect(plans.map(({ plan, version }) => [plan, version])).toEqual([
      ["free", 1],
      ["entry", 1],
      ["pro", 1],
      ["business", 1],
    ]);
    const [free, entry, pro] = plans;
    expect(free).toMatchObject({ id: shippedPlanId("free"), ptPerPeriod: 500, renewsFree: true });
    expect(entry?.prices).toContainEqual({
      interval: "month",
      currency: "usd",
      amountMinor: 1_900,
    });
    expect(entry?.prices).toContainEqual({
      interval: "year",
      currency: "usd",
      amountMinor: 19_000,
    });
    expect(pro).toMatchObject({ seatsIncluded: 3, seatsMax: 10, trialDays: 14, trialPt: 2_000 });
    const rows = await jobCtx().db.select().from(planVersions);
    expect(rows.map(({ terms }) => terms)).toContainEqual(shippedPlans.business);
  });

  it("keep their first version even when a later release ships other terms", async () => {
    await currentPlan(jobCtx(), "entry");
    const before = shippedPlans.entry.ptPerPeriod;
    try {
      shippedPlans.entry.ptPerPeriod = 1;
      const [row] = await jobCtx()
        .db.select()
        .from(planVersions)
        .where(eq(planVersions.id, shippedPlanId("entry")));
      expect(row?.terms.ptPerPeriod).toBe(before);
    } finally {
      shippedPlans.entry.ptPerPeriod = before;
    }
  });

  it("are for everyone to read, without an account", async () => {
    expect(await listPlans(anonymousCtx())).toHaveLength(4);
    expect(await listPacks(anonymousCtx())).toHaveLength(5);
  });

  it("that do not exist are not found", async () => {
    await expect(getPlanVersion(jobCtx(), "plan_nothing")).rejects.toMatchObject({
      slug: "not-found",
    });
  });
});

describe("publishing a plan", () => {
  it("makes the next version, on offer at once, and leaves the old one as it was", async () => {
    const before = await currentPlan(jobCtx(), "business");
    const after = await publishNext("business", { ptPerPeriod: 200_000 });
    expect(after).toMatchObject({ version: before.version + 1, ptPerPeriod: 200_000 });
    expect(await currentPlan(jobCtx(), "business")).toEqual(after);
    expect(await getPlanVersion(jobCtx(), after.id)).toEqual(after);
    expect(await getPlanVersion(jobCtx(), before.id)).toEqual(before);
  });

  it("writes an audit row", async () => {
    const { id, version } = await publishNext("business", { ptPerPeriod: 210_000 });
    const rows = await jobCtx().db.select().from(auditRows).where(eq(auditRows.target, id));
    expect(rows).toMatchObject([
      { action: "plan.published", detail: { plan: "business", version } },
    ]);
  });

  it("is for the operator only", async () => {
    const { ctx } = await makePerson();
    const terms = termsOf(await currentPlan(ctx, "pro"));
    await expect(publishPlan(ctx, "pro", terms)).rejects.toMatchObject({ slug: "forbidden" });
    await expect(publishPlan(anonymousCtx(), "pro", terms)).rejects.toMatchObject({
      slug: "unauthorized",
    });
    await expect(listPlanVersions(ctx, "pro")).rejects.toMatchObject({ slug: "forbidden" });
  });

  it("is refused when another version came since the one it was made from", async () => {
    const { version } = await publishNext("pro", { ptPerPeriod: 49_001 });
    await publishNext("pro", { ptPerPeriod: 49_002 });
    await expect(
      publishNext("pro", { ptPerPeriod: 49_003, basedOnVersion: version }),
    ).rejects.toMatchObject({ slug: "conflict", extensions: { currentVersion: version + 1 } });
  });

  it("by many at once gives each a version of its own", async () => {
    const terms = termsOf(await currentPlan(jobCtx(), "pro"));
    const made = await Promise.all([1, 2, 3].map(() => publishPlan(jobCtx(), "pro", terms)));
    expect(new Set(made.map(({ version }) => version)).size).toBe(3);
  });

  it("elsewhere is seen here within five seconds, not at every look", async () => {
    const ctx = jobCtx();
    const known = await currentPlan(ctx, "pro");
    const nowMs = ctx.clock.now();
    const id = "plan_00000000000000000000000ABC";
    await ctx.db.insert(planVersions).values({
      id,
      plan: "pro",
      version: known.version + 1,
      terms: termsOf(known, { name: "Pro from elsewhere" }),
      publishedBy: "elsewhere",
      publishedAtMs: nowMs,
    });
    expect((await currentPlan(at(ctx, nowMs + 500), "pro")).id).toBe(known.id);
    expect((await currentPlan(at(ctx, nowMs + 6_000), "pro")).id).toBe(id);
  });

  it.each<[string, Partial<PublishPlan>, string]>([
    ["a price missing", { prices: [] }, "/prices"],
    [
      "a price twice",
      { prices: [...shippedPlans.pro.prices.slice(1), shippedPlans.pro.prices[1]!] },
      "/prices",
    ],
    [
      "a price below what can be charged",
      { prices: shippedPlans.pro.prices.map((price) => ({ ...price, amountMinor: 49 })) },
      "/prices",
    ],
    ["fewer seats than included", { seatsIncluded: 11 }, "/seatsMax"],
    ["seats to add without a price", { seatPrices: [] }, "/seatPrices"],
    ["PT again and again without payment", { renewsFree: true }, "/renewsFree"],
    ["more PT in the trial than in a month", { trialPt: 50_000 }, "/trialPt"],
    ["PT of a trial that there is not", { trialDays: 0 }, "/trialPt"],
    ["a share above the whole", { advancedShareCapPercent: 101 }, "/advancedShareCapPercent"],
    ["a fraction of a PT", { ptPerPeriod: 0.5 }, "/ptPerPeriod"],
  ])("refuses %s and says where", async (_, changes, pointer) => {
    const terms: PublishPlan = { ...shippedPlans.pro, ...changes };
    await expect(publishPlan(jobCtx(), "pro", terms)).rejects.toMatchObject({
      slug: "invalid-input",
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    });
  });

  it("lets no other plan than the free one renew without payment", async () => {
    const terms: PublishPlan = { ...shippedPlans.visitor, renewsFree: true };
    await expect(publishPlan(jobCtx(), "visitor", terms)).rejects.toMatchObject({
      slug: "invalid-input",
      errors: [{ pointer: "/renewsFree" }],
    });
  });
});

describe("whoever is on a version", () => {
  it("keeps it when another is published, and who comes later gets the new one", async () => {
    const early = await makePerson();
    const before = await planOf(early.ctx, early.ctx.workspace!);
    const after = await publishNext("free", { ptPerPeriod: 700, storageBytes: 1_000 });
    const late = await makePerson();
    const again = await ctxWith(early.cookie);
    expect(await planOf(again, again.workspace!)).toEqual(before);
    expect(await planOf(late.ctx, late.ctx.workspace!)).toEqual(after);
    expect(late.ctx.workspace?.planVersionId).toBe(after.id);
  });

  it("keeps it when its plan is set again, and takes the new one with another plan", async () => {
    const { ctx, workspace } = await makePerson({ plan: "entry" });
    const before = await planOf(ctx, ctx.workspace!);
    const after = await publishNext("entry", { ptPerPeriod: 20_000 });
    await setPlan(jobCtx(), workspace.id, "entry");
    const pinned = async () => (await listPlanVersions(jobCtx(), "entry")).map(countOf);
    const counts = await pinned();
    expect(counts.find(([version]) => version === before.version)?.[1]).toBeGreaterThan(0);
    await setPlan(jobCtx(), workspace.id, "free");
    await setPlan(jobCtx(), workspace.id, "entry");
    expect((await pinned()).find(([version]) => version === after.version)?.[1]).toBe(1);
    await setPlan(jobCtx(), workspace.id, "entry", before.id);
    expect((await pinned()).find(([version]) => version === after.version)?.[1]).toBe(0);
  });

  it("can be set to a version of that plan only", async () => {
    const { workspace } = await makePerson();
    const pro = await currentPlan(jobCtx(), "pro");
    await expect(setPlan(jobCtx(), workspace.id, "entry", pro.id)).rejects.toMatchObject({
      slug: "not-found",
    });
  });

  it("gets the PT of that version in every period, and the running one is never altered", async () => {
    const { ctx, workspace } = await makePerson();
    const { ptPerPeriod } = await planOf(ctx, ctx.workspace!);
    const start = { accountId: workspace.accountId, plan: "free", key: "first" } as const;
    await startPlan(jobCtx(), start);
    const before = await getBalance(ctx);
    await publishNext("free", { ptPerPeriod: ptPerPeriod + 1_000 });
    expect(await getBalance(ctx)).toEqual(before);
    try {
      shiftClock(40 * DAY_MS);
      await sweep();
      expect((await getBalance(ctx)).availableMicroPt).toBe(ptPerPeriod * 1_000_000);
    } finally {
      shiftClock(0);
    }
  });
});

const countOf = ({ version, workspaces }: { version: number; workspaces: number }) =>
  [version, workspaces] as const;

describe("PT without payment", () => {
  it("do not come again while the workspace is on another plan", async () => {
    const { ctx, workspace } = await makePerson();
    await startPlan(jobCtx(), { accountId: workspace.accountId, plan: "free", key: "first" });
    await setPlan(jobCtx(), workspace.id, "pro");
    try {
      shiftClock(40 * DAY_MS);
      await sweep();
      expect((await getBalance(ctx)).balanceMicroPt).toBe(0);
    } finally {
      shiftClock(0);
    }
  });

  it("come once a month, however often the plan is left and taken again", async () => {
    const { ctx, workspace } = await makePerson();
    const { accountId } = workspace;
    const { ptPerPeriod } = await planOf(ctx, ctx.workspace!);
    await startPlan(jobCtx(), { accountId, plan: "free", key: "first" });
    await Promise.all(
      ["second", "third"].map((key) => startPlan(jobCtx(), { accountId, plan: "free", key })),
    );
    expect((await getBalance(ctx)).balanceMicroPt).toBe(ptPerPeriod * 1_000_000);
    try {
      shiftClock(40 * DAY_MS);
      await Promise.all([
        sweep(),
        getBalance(ctx),
        startPlan(jobCtx(), { accountId, plan: "free", key: "fourth" }),
      ]);
      const balance = await getBalance(ctx);
      expect(balance.balanceMicroPt).toBe(ptPerPeriod * 1_000_000);
      expect(balance.periodEndsAtMs).toBeGreaterThan(clockNow());
    } finally {
      shiftClock(0);
    }
  });
});

describe("a plan that was paid for", () => {
  it("keeps free PT away while it runs, and they come back once, when the workspace does", async () => {
    const { ctx, workspace } = await makePerson();
    const { accountId } = workspace;
    const { ptPerPeriod } = await planOf(ctx, ctx.workspace!);
    await startPlan(jobCtx(), { accountId, plan: "free", key: "first" });
    const pro = await currentPlan(ctx, "pro");
    await setPlan(jobCtx(), workspace.id, "pro", pro.id);
    const startsAtMs = clockNow();
    const endsAtMs = startsAtMs + 45 * DAY_MS;
    await grantPaidPeriod(jobCtx(), {
      accountId,
      lineId: "il_1",
      plan: "pro",
      planVersionId: pro.id,
      amountMicroPt: 1_000_000,
      startsAtMs,
      endsAtMs,
      periodStartsAtMs: startsAtMs,
      advancedShareCapPercent: null,
    });
    try {
      shiftClock(40 * DAY_MS);
      await sweep();
      expect((await getBalance(ctx)).balanceMicroPt).toBe(1_000_000);
      shiftClock(46 * DAY_MS);
      await setPlan(jobCtx(), workspace.id, "free");
      await Promise.all([
        getBalance(ctx),
        startPlan(jobCtx(), { accountId, plan: "free", key: "ended:sub_1" }),
        sweep(),
      ]);
      expect((await getBalance(ctx)).balanceMicroPt).toBe(ptPerPeriod * 1_000_000);
    } finally {
      shiftClock(0);
    }
  });
});

describe("packs", () => {
  it("are published as a list whose older ones stay, by the operator only", async () => {
    const shipped = await listPacks(jobCtx());
    const [first] = shipped;
    const packs = [{ ...first!, pt: 6_000 }];
    const { ctx } = await makePerson();
    await expect(publishPacks(ctx, { packs })).rejects.toMatchObject({ slug: "forbidden" });
    const { version } = await publishPacks(jobCtx(), { packs, basedOnVersion: 0 });
    expect(await listPacks(jobCtx())).toEqual(packs);
    await expect(
      publishPacks(jobCtx(), { packs: shipped, basedOnVersion: version - 1 }),
    ).rejects.toMatchObject({ slug: "conflict" });
    await expect(publishPacks(jobCtx(), { packs: [] })).rejects.toMatchObject({
      slug: "invalid-input",
    });
    await publishPacks(jobCtx(), { packs: shipped });
    expect(await listPacks(jobCtx())).toEqual(shipped);
  });
});

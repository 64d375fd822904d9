import { env } from "cloudflare:workers";
import { beforeEach, describe, expect, it } from "vitest";
import type { AccountId } from "#core/ids";
import { ptToMicro } from "#core/money";
import { listNotices } from "#features/notices";
import { forgetSessions } from "#features/sessions";
import { requireUser } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import type { Ctx, Role } from "#platform/ctx";
import { ctxWith, jobCtx, makePerson } from "../../../tests/support/people.ts";
import {
  getSpendLimits,
  grantPt,
  holdLimits,
  refusalProblem,
  startPlan,
  updateSpendLimits,
} from "./index.ts";
import { creditJobs } from "./jobs.ts";

const pt = ptToMicro;

interface World {
  ctx: Ctx;
  email: string;
  cookie: string;
  accountId: AccountId;
}

let world: World;

beforeEach(async () => {
  const { ctx, email, cookie, workspace } = await makePerson({ plan: "entry" });
  world = { ctx, email, cookie, accountId: workspace.accountId };
});

async function hold(amountPt: number, turnId: string) {
  const ctx = await ctxWith(world.cookie);
  const { caps, spender } = await holdLimits(ctx);
  return await ledgerOf(env, world.accountId).apply<"hold">({
    type: "hold",
    key: `hold:${turnId}`,
    amountMicroPt: pt(amountPt),
    purpose: { turnId, model: "m", modelClass: "core", rateCardVersion: "1", ...spender },
    caps,
  });
}

/** Spends, and delivers what the ledger then announces; twice, as queues do. */
async function spend(amountPt: number, turnId: string): Promise<void> {
  const ledger = ledgerOf(env, world.accountId);
  const held = await hold(amountPt, turnId);
  if (!held.ok) throw new Error(held.reason);
  const { holdId } = held.value;
  await ledger.apply({
    type: "settle",
    key: `s:${turnId}`,
    holdId,
    chargeMicroPt: pt(amountPt),
  });
  await announced();
  await Promise.all([announced(), announced()]);
}

async function announced(): Promise<void> {
  const { accountId } = world;
  const balance = await ledgerOf(env, accountId).balance();
  await creditJobs["credits.entries-appended"]?.(jobCtx(), { accountId, balance }, "m");
}

async function mails(template: string) {
  const { results } = await env.DB.prepare(
    "SELECT data FROM mails WHERE to_address = ? AND template = ?",
  )
    .bind(world.email, template)
    .all<{ data: string }>();
  return results.map(({ data }) => JSON.parse(data) as Record<string, string>);
}

const kinds = async () =>
  (await listNotices(world.ctx)).items.map(({ kind, data }) => [kind, data["percent"]]);

const entryPlan = async () =>
  await startPlan(jobCtx(), { accountId: world.accountId, plan: "entry", key: "p" });

describe("alerts", () => {
  it("tell of the plan's thresholds, each once, and mail those that matter", async () => {
    await entryPlan();
    await spend(9_500, "a");
    await spend(6_000, "b");
    await spend(100, "c");
    expect(await kinds()).toEqual([
      ["usage-alert", "80"],
      ["usage-alert", "50"],
    ]);
    expect(await mails("usage-alert")).toEqual([
      {
        name: expect.any(String),
        url: expect.stringMatching(/\/credits$/),
        percent: "80",
        usedPt: "15500",
        grantedPt: "19000",
      },
    ]);
  });

  it("go by the workspace's own limits once it has set them", async () => {
    await entryPlan();
    await updateSpendLimits(world.ctx, { capPt: null, alertPercents: [30], lowPt: 12_000 });
    await spend(6_000, "a");
    expect(await kinds()).toEqual([["usage-alert", "30"]]);
    await spend(2_000, "b");
    expect((await kinds()).map(([kind]) => kind)).toEqual(["pt-low", "usage-alert"]);
    expect(await mails("usage-alert")).toHaveLength(1);
    expect(await mails("pt-low")).toMatchObject([{ availablePt: "11000" }]);
  });

  it("of the ledger about a threshold go the same way, in any order", async () => {
    await entryPlan();
    const { accountId } = world;
    const held = await hold(9_600, "a");
    const holdId = held.ok ? held.value.holdId : "";
    const settle = { type: "settle", key: "s", holdId, chargeMicroPt: pt(9_600) } as const;
    await ledgerOf(env, accountId).apply(settle);
    const sent = { accountId, notice: "plan-threshold", detail: { percent: 50 } };
    await creditJobs["credits.notice"]?.(jobCtx(), sent, "ntc_1");
    await creditJobs["credits.notice"]?.(jobCtx(), sent, "ntc_1");
    await announced();
    expect(await kinds()).toEqual([["usage-alert", "50"]]);
  });

  it("say when everything is used, to the product only on a free plan", async () => {
    const free = await makePerson();
    world = { ...free, accountId: free.workspace.accountId };
    const { accountId } = world;
    await grantPt(jobCtx(), { accountId, key: "g", kind: "promo", amountMicroPt: pt(20) });
    await spend(20, "a");
    expect((await listNotices(world.ctx)).items).toMatchObject([
      { kind: "pt-low", data: { availablePt: "0" }, href: "/billing/top-up" },
    ]);
    expect(await mails("pt-low")).toEqual([]);
  });

  it("that the ledger makes by itself are kept once, with their facts as text", async () => {
    const { accountId } = world;
    const sent = { accountId, notice: "debt", detail: { debtMicroPt: pt(7), atMs: 5 } };
    for (const id of ["ntc_1", "ntc_1", "ntc_2"]) {
      await creditJobs["credits.notice"]?.(jobCtx(), sent, id);
    }
    const { items } = await listNotices(world.ctx);
    expect(items).toHaveLength(2);
    expect(items[0]).toMatchObject({
      kind: "debt",
      data: { amountPt: "7" },
      href: "/credits",
      atMs: 5,
    });
    const unknown = { accountId, notice: "weather", detail: {} };
    await expect(creditJobs["credits.notice"]?.(jobCtx(), unknown, "x")).rejects.toThrow("weather");
  });

  it("of an account without a workspace are nobody's", async () => {
    const sent = { accountId: "acct_0" as const, notice: "debt", detail: {} };
    await creditJobs["credits.notice"]?.(jobCtx(), sent, "ntc_9");
    await creditJobs["credits.notice"]?.(jobCtx(), { ...sent, notice: "plan-threshold" }, "ntc_8");
    expect((await listNotices(world.ctx)).items).toEqual([]);
  });
});

describe("the spend cap", () => {
  it("stops holds of everyone at once, is told once, and lets go when it is raised", async () => {
    const { accountId } = world;
    await grantPt(jobCtx(), { accountId, key: "g", kind: "topup", amountMicroPt: pt(1_000) });
    await updateSpendLimits(world.ctx, { capPt: 10, alertPercents: [], lowPt: null });
    await spend(8, "a");
    const refused = await hold(5, "b");
    expect(refused).toMatchObject({ ok: false, reason: "account-cap", limitMicroPt: pt(10) });
    if (refused.ok) throw new Error("the cap let it through");
    const deferred: Promise<unknown>[] = [];
    const refusing = { ...world.ctx, defer: (work: Promise<unknown>) => void deferred.push(work) };
    for (let n = 0; n < 2; n++) {
      expect(refusalProblem(refusing, refused)).toMatchObject({
        slug: "spend-cap",
        status: 402,
        extensions: { limit: "account-cap", limitPt: "10", usedPt: "8", neededPt: "5" },
      });
    }
    await Promise.all(deferred);
    expect((await listNotices(world.ctx)).items).toMatchObject([
      { kind: "spend-cap-reached", data: { capPt: "10" }, href: "/billing/limits" },
    ]);
    expect(await mails("spend-cap-reached")).toMatchObject([{ capPt: "10" }]);
    await updateSpendLimits(world.ctx, { capPt: 20, alertPercents: [], lowPt: null });
    expect(await hold(5, "c")).toMatchObject({ ok: true });
  });
});

describe("a member's cap", () => {
  it("goes with every hold of the member, beside the workspace's", async () => {
    const { ctx, accountId } = world;
    await env.DB.prepare("UPDATE memberships SET pt_cap_micro_pt = ? WHERE workspace_id = ?")
      .bind(pt(3), ctx.workspace?.id)
      .run();
    await forgetSessions(env, [requireUser(ctx).userId]);
    await grantPt(jobCtx(), { accountId, key: "g", kind: "topup", amountMicroPt: pt(100) });
    expect(await hold(4, "a")).toMatchObject({ ok: false, reason: "member-cap" });
    expect(await hold(3, "b")).toMatchObject({ ok: true });
  });
});

describe("setting limits", () => {
  const limits = { capPt: 500, alertPercents: [90, 10, 90], lowPt: 50 };
  const as = (role: Role): Ctx => ({
    ...world.ctx,
    workspace: world.ctx.workspace && { ...world.ctx.workspace, role },
  });

  it("replaces them as a whole, sorted and each once, and leaves a trace", async () => {
    expect(await getSpendLimits(world.ctx)).toMatchObject({
      capMicroPt: null,
      alertPercents: [50, 80, 95, 100],
      chosen: false,
      period: { spentMicroPt: 0 },
    });
    await updateSpendLimits(as("admin"), limits);
    await updateSpendLimits(as("admin"), limits);
    expect(await getSpendLimits(as("member"))).toMatchObject({
      capMicroPt: pt(500),
      alertPercents: [10, 90],
      lowMicroPt: pt(50),
      chosen: true,
    });
    const { results } = await env.DB.prepare(
      "SELECT detail FROM audit_rows WHERE action = 'credits.limits-changed' AND workspace_id = ?",
    )
      .bind(world.ctx.workspace?.id)
      .all();
    expect(results).toHaveLength(2);
  });

  it("keeps the workspace's other settings", async () => {
    const id = world.ctx.workspace?.id;
    await env.DB.prepare("UPDATE workspaces SET settings = ? WHERE id = ?")
      .bind('{"allowsCheaperModels":true}', id)
      .run();
    await updateSpendLimits(world.ctx, limits);
    const row = await env.DB.prepare("SELECT settings FROM workspaces WHERE id = ?")
      .bind(id)
      .first<{ settings: string }>();
    expect(JSON.parse(row?.settings ?? "")).toMatchObject({
      allowsCheaperModels: true,
      spendLimits: { capMicroPt: pt(500) },
    });
  });

  it("is for owners and admins, and within bounds", async () => {
    await expect(updateSpendLimits(as("member"), limits)).rejects.toMatchObject({
      slug: "forbidden",
    });
    for (const wrong of [{ capPt: -1 }, { lowPt: 0 }, { alertPercents: [101] }, { capPt: 0.5 }]) {
      await expect(updateSpendLimits(world.ctx, { ...limits, ...wrong })).rejects.toMatchObject({
        slug: "invalid-input",
      });
    }
    expect(await getSpendLimits(world.ctx)).toMatchObject({ chosen: false });
  });

  it("does not reach another workspace", async () => {
    const other = await makePerson();
    await updateSpendLimits(world.ctx, limits);
    expect(await getSpendLimits(other.ctx)).toMatchObject({ chosen: false });
  });
});

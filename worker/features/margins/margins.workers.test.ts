import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { expect, it } from "vitest";
import { newId } from "#core/ids";
import { DAY_MS, toIso } from "#core/time";
import { usageDaily } from "#features/credits/tables";
import { createVerifiedUser } from "#features/identity";
import { users } from "#features/identity/tables";
import { mails } from "#features/mail/tables";
import { publishRateCard, requireModel } from "#features/models";
import { payments, topups } from "#features/payments/tables";
import { ledgerUsage } from "#features/reconciliation/tables";
import { createWorkspace, setPlan } from "#features/workspaces";
import { clockNow, shiftClock } from "#platform/clock";
import { createCtx } from "#platform/create-ctx";
import type { Actor, Ctx, Plan, WorkspaceRef } from "#platform/ctx";
import {
  findMarginReport,
  findMarginSettings,
  updateMarginSettings,
  watchMargins,
} from "./index.ts";

const job: Actor = { kind: "job", name: "test" };
const jobCtx = () => createCtx(env, { actor: job });

const price = (input: number) => ({ input, cachedRead: input, cacheWrite: input, output: input });

async function publish(ctx: Ctx): Promise<void> {
  const model = { provider: "builtin", class: "core", maxOutputTokens: 1_000 } as const;
  await publishRateCard(ctx, {
    models: [
      { ...model, id: "cheap", upstreamModel: "c", ptPer1k: price(3), usdPerMillion: price(1) },
      {
        ...model,
        id: "dear",
        upstreamModel: "d",
        class: "advanced",
        ptPer1k: price(30),
        usdPerMillion: price(20),
      },
      { ...model, id: "unknown", upstreamModel: "u", ptPer1k: price(3) },
    ],
  });
}

async function workspaceOn(ctx: Ctx, plan: Plan): Promise<WorkspaceRef> {
  const workspace = await createWorkspace(ctx, { name: `On ${plan}` });
  await setPlan(ctx, workspace.id, plan);
  return { ...workspace, plan };
}

async function pay(ctx: Ctx, { id, accountId }: WorkspaceRef, usd: number): Promise<void> {
  const now = clockNow() - DAY_MS;
  const owner = { workspaceId: id, accountId };
  const intent = `pi_${newId("top", now)}`;
  await ctx.db.batch([
    ctx.db.insert(topups).values({
      ...owner,
      id: newId("top", now),
      packId: "p",
      grantMicroPt: 0,
      currency: "usd",
      amountMinor: usd * 100,
      state: "succeeded",
      how: "saved",
      paymentIntentId: intent,
      returnUrl: "/",
      requestedBy: "test",
      createdAtMs: now,
      takenMicroPt: 0,
    }),
    ctx.db.insert(payments).values({
      ...owner,
      id: intent,
      version: 1,
      lastAppliedEventAtMs: now,
      purpose: "topup",
      status: "succeeded",
      currency: "usd",
      amountMinor: usd * 100,
      receivedMinor: usd * 100,
      refundedMinor: 0,
      createdAtMs: now,
    }),
  ]);
}

/** A million tokens cost as many dollars as the provider's price says. */
async function use(ctx: Ctx, { accountId }: WorkspaceRef, model: string, millions: number) {
  await ctx.db.insert(usageDaily).values({
    accountId,
    day: toIso(clockNow() - DAY_MS).slice(0, 10),
    model,
    feature: "chat",
    memberId: "",
    apiKeyId: "",
    answers: 1,
    inputTokens: millions * 1_000_000,
    cachedReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    chargedMicroPt: millions * 3_000 * 1_000_000,
  });
}

const planOf = (report: Awaited<ReturnType<typeof watchMargins>>, plan: Plan) =>
  report.plans.find((one) => one.plan === plan);

it("says what is left by plan, model and account, and nothing where a price is not known", async () => {
  const ctx = jobCtx();
  await publish(ctx);
  const [entry, pro, business] = [
    await workspaceOn(ctx, "entry"),
    await workspaceOn(ctx, "pro"),
    await workspaceOn(ctx, "business"),
  ];
  await pay(ctx, entry, 100);
  await use(ctx, entry, "cheap", 20);
  await pay(ctx, pro, 50);
  await use(ctx, pro, "dear", 2);
  await pay(ctx, business, 5);
  await use(ctx, business, "unknown", 1);
  const report = await watchMargins(ctx);
  expect(planOf(report, "entry")).toMatchObject({
    revenueMicroUsd: 100e6,
    costMicroUsd: 20e6,
    marginPercent: 80,
    light: "green",
    accounts: 1,
  });
  expect(planOf(report, "pro")).toMatchObject({ marginPercent: 20, light: "red" });
  expect(planOf(report, "business")).toMatchObject({ costMicroUsd: null, light: null });
  expect(report.unpricedModels).toEqual(["unknown"]);
  expect(report.total).toMatchObject({ costMicroUsd: null, marginPercent: null });
  expect(report.models.find(({ model }) => model === "cheap")).toMatchObject({
    revenueMicroUsd: 60e6,
    costMicroUsd: 20e6,
  });
  expect(report.reportedCostMicroUsd).toBeNull();
  expect(report.accounts[0]).toMatchObject({ workspaceId: business.id });
  expect(await findMarginReport(ctx)).toEqual(report);
});

it("tells operators of a worse light once, and routes red plans only where it was agreed", async () => {
  const ctx = jobCtx();
  await publish(ctx);
  const pro = await workspaceOn(ctx, "pro");
  await pay(ctx, pro, 10);
  await use(ctx, pro, "dear", 2);
  const operator = await createVerifiedUser(ctx, {
    email: "operator@example.com",
    password: "a-long-enough-password",
    name: "Op",
  });
  await ctx.db.update(users).set({ operator: true }).where(eq(users.id, operator.userId));
  await watchMargins(ctx);
  await watchMargins(ctx);
  const sent = (await ctx.db.select().from(mails)).filter(
    ({ template }) => template === "margin-alert",
  );
  expect(sent.map(({ to }) => to)).toEqual([operator.email]);

  const model = async (allowsCheaperModels: boolean) => {
    const workspace = { ...pro, allowsCheaperModels };
    return (await requireModel(createCtx(env, { actor: job, workspace }), "dear")).id;
  };
  expect(await model(true)).toBe("dear");
  await updateMarginSettings(ctx, { autoRoute: true });
  await watchMargins(ctx);
  expect(await findMarginSettings(ctx)).toEqual({ autoRoute: true, routedPlans: ["pro"] });
  expect(await model(true)).toBe("cheap");
  expect(await model(false)).toBe("dear");
  await updateMarginSettings(ctx, { autoRoute: false });
  expect(await model(true)).toBe("dear");
});

it("is the operator's alone", async () => {
  const workspace = await createWorkspace(jobCtx(), { name: "Curious" });
  const actor: Actor = {
    kind: "user",
    userId: newId("user", 0),
    email: "c@example.com",
    name: "C",
    operator: false,
    sessionId: "sess_1",
    authenticatedAtMs: 0,
  };
  const ctx = createCtx(env, { actor, workspace });
  await expect(watchMargins(ctx)).rejects.toMatchObject({ slug: "forbidden" });
  await expect(updateMarginSettings(ctx, { autoRoute: true })).rejects.toMatchObject({
    slug: "forbidden",
  });
  shiftClock(0);
});

it("has the platform's own work in the total, and nowhere else", async () => {
  const ctx = jobCtx();
  await ctx.db.delete(usageDaily);
  await publish(ctx);
  const workspace = await workspaceOn(ctx, "entry");
  await pay(ctx, workspace, 100);
  const before = await watchMargins(ctx);
  expect(before.total.costMicroUsd).toBe(0);
  const day = toIso(clockNow() - DAY_MS).slice(0, 10);
  const none = { calls: 1, chargedMicroPt: 0, platformMicroPt: 1 };
  const tokens = {
    cachedReadTokens: 0,
    cacheWriteTokens: 0,
    outputTokens: 0,
    earlierInputTokens: 0,
    earlierCachedReadTokens: 0,
    earlierCacheWriteTokens: 0,
    earlierOutputTokens: 0,
  };
  const inputTokens = 2_000_000;
  const row = { ...none, ...tokens, provider: "builtin", day, inputTokens };
  await ctx.db.insert(ledgerUsage).values({ ...row, model: "d", platformInputTokens: inputTokens });
  const report = await watchMargins(ctx);
  expect(report.ownCostMicroUsd).toBe(40_000_000);
  expect(report.total.costMicroUsd).toBe(40_000_000);
  expect(report.plans).toEqual(before.plans);
  await ctx.db
    .insert(ledgerUsage)
    .values({ ...row, model: "nobody-knows", platformInputTokens: inputTokens });
  const unknown = await watchMargins(ctx);
  expect(unknown.ownCostMicroUsd).toBeNull();
  expect(unknown.unpricedModels).toContain("builtin/nobody-knows");
});

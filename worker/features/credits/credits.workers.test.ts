import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import { newId } from "#core/ids";
import { ptToMicro } from "#core/money";
import { DAY_MS } from "#core/time";
import { clockNow, shiftClock } from "#platform/clock";
import { createCtx } from "#platform/create-ctx";
import type { Actor, Ctx, Plan } from "#platform/ctx";
import { getBalance, grantPt, holdLimits, renewPlan, startPlan, transferAccount } from "./index.ts";
import { sweepPlans } from "./start-plan.ts";

const job: Actor = { kind: "job", name: "test" };

function ctxOf(plan: Plan = "free", actor: Actor = job): Ctx {
  const now = clockNow();
  const workspace = {
    id: newId("ws", now),
    accountId: newId("acct", now),
    plan,
    role: "owner" as const,
  };
  return createCtx(env, { actor, workspace });
}

function accountOf(ctx: Ctx) {
  if (ctx.workspace === undefined) throw new Error("a test's ctx has a workspace");
  return ctx.workspace.accountId;
}

const person = {
  kind: "user" as const,
  userId: newId("user", 0),
  email: "a@example.com",
  name: "A",
  operator: false,
  sessionId: "sess_1",
  authenticatedAtMs: 0,
} satisfies Actor;

describe("a grant", () => {
  it("is there at once and happens once however often it is asked for", async () => {
    const ctx = ctxOf();
    const grant = {
      accountId: accountOf(ctx),
      key: "g1",
      kind: "topup",
      amountMicroPt: ptToMicro(100),
    } as const;
    const first = await grantPt(ctx, grant);
    expect(await grantPt(ctx, grant)).toEqual(first);
    expect(await getBalance(ctx)).toMatchObject({
      balanceMicroPt: ptToMicro(100),
      availableMicroPt: ptToMicro(100),
      heldMicroPt: 0,
      plan: "free",
      periodEndsAtMs: null,
    });
  });

  it("with a known key and other terms is refused", async () => {
    const ctx = ctxOf();
    const grant = { accountId: accountOf(ctx), key: "g1", kind: "topup" } as const;
    await grantPt(ctx, { ...grant, amountMicroPt: 1 });
    await expect(grantPt(ctx, { ...grant, amountMicroPt: 2 })).rejects.toMatchObject({
      slug: "idempotency-key-reused",
    });
  });

  it("is made by the operator and jobs only", async () => {
    const ctx = ctxOf("free", person);
    const grant = {
      accountId: accountOf(ctx),
      key: "g1",
      kind: "topup",
      amountMicroPt: 1,
    } as const;
    await expect(grantPt(ctx, grant)).rejects.toMatchObject({ slug: "forbidden" });
  });
});

describe("a plan", () => {
  it("grants its PT once per key and ends them with the period", async () => {
    const ctx = ctxOf("entry");
    const start = { accountId: accountOf(ctx), plan: "entry", key: "k" } as const;
    await Promise.all([startPlan(ctx, start), startPlan(ctx, start)]);
    await startPlan(ctx, start);
    const balance = await getBalance(ctx);
    expect(balance.availableMicroPt).toBe(ptToMicro(19_000));
    expect(balance.expiring).toEqual([
      { amountMicroPt: ptToMicro(19_000), expiresAtMs: balance.periodEndsAtMs },
    ]);
  });

  it("that is free begins its next period by itself, once, and what is left does not carry over", async () => {
    const ctx = ctxOf("free");
    await startPlan(ctx, { accountId: accountOf(ctx), plan: "free", key: "k" });
    try {
      shiftClock(70 * DAY_MS);
      const balances = await Promise.all([getBalance(ctx), getBalance(ctx), getBalance(ctx)]);
      for (const one of balances) expect(one.availableMicroPt).toBe(ptToMicro(500));
      expect((await getBalance(ctx)).periodEndsAtMs).toBeGreaterThan(clockNow());
      expect(await renewPlan(ctx, accountOf(ctx))).toBe(false);
    } finally {
      shiftClock(0);
    }
  });

  it("is renewed by the sweep too, without anybody looking", async () => {
    const ctx = ctxOf("free");
    await startPlan(ctx, { accountId: accountOf(ctx), plan: "free", key: "k" });
    try {
      shiftClock(40 * DAY_MS);
      expect((await sweepPlans(ctx)).renewed).toBeGreaterThanOrEqual(1);
      expect(await sweepPlans(ctx)).toEqual({ granted: 0, renewed: 0 });
      expect((await getBalance(ctx)).availableMicroPt).toBe(ptToMicro(500));
    } finally {
      shiftClock(0);
    }
  });

  it("never started gives nothing", async () => {
    expect((await getBalance(ctxOf("free"))).balanceMicroPt).toBe(0);
  });
});

describe("moving an account", () => {
  it("carries everything available over exactly once", async () => {
    const from = ctxOf("visitor");
    const to = ctxOf("free");
    await startPlan(from, { accountId: accountOf(from), plan: "visitor", key: "v" });
    const move = { fromAccountId: accountOf(from), toAccountId: accountOf(to), key: "adopt" };
    await Promise.all([transferAccount(from, move), transferAccount(from, move)]);
    await transferAccount(from, move);
    expect((await getBalance(from)).balanceMicroPt).toBe(0);
    expect((await getBalance(to)).availableMicroPt).toBe(ptToMicro(25));
  });

  it("of an empty account moves nothing and is no error", async () => {
    const from = ctxOf();
    const move = { fromAccountId: accountOf(from), toAccountId: accountOf(ctxOf()), key: "k" };
    expect(await transferAccount(from, move)).toBe(0);
  });
});

describe("limits of a hold", () => {
  it("are the key's budget, the member's and the workspace's cap, with the spender they count for", async () => {
    const ctx = ctxOf("free", {
      kind: "api-key",
      keyId: "key_1",
      userId: "user_1",
      operator: false,
      scopes: ["chat"],
      models: undefined,
      budgetMicroPt: 5,
    });
    const capped = {
      ...ctx,
      workspace: ctx.workspace && { ...ctx.workspace, memberCapMicroPt: 7, spendCapMicroPt: 9 },
    };
    expect(await holdLimits(capped)).toEqual({
      caps: [
        { scope: "member", id: "user_1", capMicroPt: 7, window: "period" },
        { scope: "key", id: "key_1", capMicroPt: 5, window: "lifetime" },
        { scope: "account", id: "", capMicroPt: 9, window: "period" },
      ],
      spender: { memberId: "user_1", apiKeyId: "key_1", feature: "api" },
    });
    expect(await holdLimits(ctxOf("free", person))).toEqual({
      caps: [],
      spender: { memberId: person.userId, feature: "chat" },
    });
  });
});

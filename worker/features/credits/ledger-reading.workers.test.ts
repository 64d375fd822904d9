import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, it } from "vitest";
import { type AccountId, newId } from "#core/ids";
import { ptToMicro } from "#core/money";
import { publishRateCard } from "#features/models";
import { createWorkspace } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import { clockNow } from "#platform/clock";
import { createCtx } from "#platform/create-ctx";
import type { Ctx } from "#platform/ctx";
import {
  checkLedgers,
  exportUsage,
  getTransaction,
  getUsage,
  grantPt,
  listStatement,
  listUsageDays,
  startPlan,
} from "./index.ts";
import { creditJobs } from "./jobs.ts";
import { projectAccount } from "./project-account.ts";
import { creditAccounts } from "./tables.ts";

const pt = ptToMicro;
const usage = {
  classes: { input: 100, cachedRead: 10, cacheWrite: 5, output: 50 },
  raw: [{ prompt_tokens: 115, completion_tokens: 50 }],
  complete: true,
  estimated: [],
};

async function newAccount(): Promise<{ ctx: Ctx; accountId: AccountId }> {
  const ctx = createCtx(env, { actor: { kind: "job", name: "test" } });
  const workspace = await createWorkspace(ctx, { name: "Test", plan: "entry" });
  return { ctx: { ...ctx, workspace }, accountId: workspace.accountId };
}

async function charge(accountId: AccountId, turn: string, amountPt: number): Promise<string> {
  const ledger = ledgerOf(env, accountId);
  const held = await ledger.apply<"hold">({
    type: "hold",
    key: `hold:${turn}`,
    amountMicroPt: pt(amountPt + 5),
    purpose: {
      turnId: turn,
      conversationId: "conv_1",
      model: "selvedge-answerer",
      modelClass: "core",
      rateCardVersion: "1",
      memberId: "user_1",
    },
  });
  if (!held.ok) throw new Error(held.detail);
  const settled = await ledger.apply<"settle">({
    type: "settle",
    key: `settle:${turn}`,
    holdId: held.value.holdId,
    chargeMicroPt: pt(amountPt),
    usage,
    estimated: false,
  });
  if (!settled.ok) throw new Error(settled.detail);
  return settled.value.transactionId;
}

let ctx: Ctx;
let accountId: AccountId;

beforeEach(async () => {
  ({ ctx, accountId } = await newAccount());
  await grantPt(ctx, { accountId, key: "g", kind: "topup", amountMicroPt: pt(100) });
});

describe("the statement", () => {
  it("pages through every transaction once, newest first, and adds up to the balance", async () => {
    for (const turn of ["a", "b", "c"]) await charge(accountId, turn, 3);
    const lines = [];
    let cursor: string | undefined;
    do {
      const page = await listStatement(ctx, { limit: 2, ...(cursor && { cursor }) });
      lines.push(...page.items);
      cursor = page.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(lines.map(({ kind }) => kind)).toEqual([
      ...Array.from({ length: 3 }, () => ["settle", "hold"]).flat(),
      "grant",
    ]);
    expect(lines.reduce((sum, { amountMicroPt }) => sum + amountMicroPt, 0)).toBe(pt(91));
    expect(lines[0]).toMatchObject({
      amountMicroPt: -pt(3),
      balanceAfterMicroPt: pt(91),
      detail: { model: "selvedge-answerer", conversationId: "conv_1", tokens: usage.classes },
    });
    expect(lines.at(-1)?.detail).toEqual({ grantKind: "topup", expiresAtMs: null });
  });

  it("refuses a cursor that it did not give", async () => {
    await expect(listStatement(ctx, { cursor: "x" })).rejects.toMatchObject({
      slug: "invalid-input",
    });
  });
});

describe("a transaction", () => {
  it("shows its double entry, pinned prices, raw usage, consumed grants and hash", async () => {
    const id = await charge(accountId, "a", 3);
    await publishRateCard(ctx, {
      models: [
        {
          id: "selvedge-answerer",
          provider: "builtin",
          upstreamModel: "selvedge-answerer",
          class: "core",
          ptPer1k: { input: 999, cachedRead: 999, cacheWrite: 999, output: 999 },
          maxOutputTokens: 1,
        },
      ],
    });
    const view = await getTransaction(ctx, id);
    expect(view.entries.reduce((sum, { amountMicroPt }) => sum + amountMicroPt, 0)).toBe(0);
    expect(view.prices).toMatchObject({ output: 2 });
    expect(view.rawUsage).toEqual(usage.raw);
    expect(view.consumed).toEqual([
      expect.objectContaining({ kind: "topup", amountMicroPt: pt(3), expiresAtMs: null }),
    ]);
    expect(view.hash).toMatch(/^[\w-]{43}$/);
  });

  it("of another account does not exist", async () => {
    const id = await charge(accountId, "a", 3);
    const other = await newAccount();
    await expect(getTransaction(other.ctx, id)).rejects.toMatchObject({ slug: "not-found" });
    await expect(getTransaction(ctx, "tx_nonsense")).rejects.toMatchObject({ slug: "not-found" });
  });
});

describe("the projection", () => {
  const row = async () =>
    await ctx.db.select().from(creditAccounts).where(eq(creditAccounts.accountId, accountId)).get();

  it("counts every transaction once, whatever is delivered how often and at the same time", async () => {
    const message = { accountId, balance: await ledgerOf(env, accountId).balance() };
    const deliver = async () =>
      await creditJobs["credits.entries-appended"]?.(ctx, message, "obx_1");
    await charge(accountId, "a", 3);
    await deliver();
    await charge(accountId, "b", 4);
    await Promise.all([deliver(), deliver(), deliver()]);
    await deliver();
    expect(await row()).toMatchObject({ balanceMicroPt: pt(93), heldMicroPt: 0, seq: 5 });
    expect((await getUsage(ctx, { by: "model" })).items).toEqual([
      {
        key: "selvedge-answerer",
        name: null,
        answers: 2,
        tokens: { input: 200, cachedRead: 20, cacheWrite: 10, output: 100 },
        chargedMicroPt: pt(7),
      },
    ]);
    expect(await listUsageDays(ctx, { by: "feature" })).toEqual([
      {
        day: new Date(clockNow()).toISOString().slice(0, 10),
        key: "chat",
        answers: 2,
        chargedMicroPt: pt(7),
      },
    ]);
  });
});

describe("the usage export", () => {
  it("adds up to the ledger, in CSV and in JSON", async () => {
    await charge(accountId, "a", 3);
    await charge(accountId, "b", 4);
    const json = await exportUsage(ctx, { format: "json" });
    const document = await new Response(json.body).json<{
      items: { chargedPt: string }[];
      totals: { chargedPt: string };
    }>();
    expect(document.items.map(({ chargedPt }) => chargedPt)).toEqual(["4", "3"]);
    expect(document.totals.chargedPt).toBe("7");
    const csv = await exportUsage(ctx, { format: "csv" });
    const lines = (await new Response(csv.body).text()).trimEnd().split("\r\n");
    expect(lines).toHaveLength(3);
    expect(lines[1]).toContain(
      ",selvedge-answerer,1,conv_1,b,user_1,,chat,100,10,5,50,false,4,4000000",
    );
  });

  it("keeps to the time that was asked for", async () => {
    await charge(accountId, "a", 3);
    const later = { format: "json", fromMs: clockNow() + 1_000_000 } as const;
    const document = await new Response((await exportUsage(ctx, later)).body).json<{
      items: unknown[];
    }>();
    expect(document.items).toEqual([]);
  });

  it("is for those who may read the usage of others", async () => {
    const { workspace } = ctx;
    if (workspace === undefined) throw new Error("there is no workspace");
    const exportAs = (role: typeof workspace.role) =>
      exportUsage({ ...ctx, workspace: { ...workspace, role } }, { format: "csv" });
    for (const role of ["viewer", "member"] as const) {
      await expect(exportAs(role)).rejects.toMatchObject({
        slug: "forbidden",
        extensions: { permission: "usage.read" },
      });
    }
    expect((await exportAs("billing")).filename).toMatch(/\.csv$/);
  });
});

/** The head of an account's chain among the pages that a check stored. */
async function storedHead({ day, id }: { day: string; id: string }, account: string) {
  const { objects } = await env.BUCKET.list({ prefix: `ledger-heads/${day}/${id}/` });
  for (const { key } of objects) {
    const page = await env.BUCKET.get(key);
    const { heads } = await new Response(page?.body).json<{ heads: Record<string, unknown> }>();
    if (Object.hasOwn(heads, account)) return heads[account];
  }
  return undefined;
}

describe("the nightly check", () => {
  it("folds every account, stores the heads outside and finds nothing wrong", async () => {
    await charge(accountId, "a", 3);
    await startPlan(ctx, { accountId, plan: "entry", key: "p" });
    const report = await checkLedgers(ctx);
    expect(report).toMatchObject({ failed: 0, findings: [] });
    expect(report.finishedAtMs).not.toBeNull();
    expect(await storedHead(report, accountId)).toEqual({ seq: 4, hash: expect.any(String) });
    expect((await checkLedgers(ctx)).failed).toBe(0);
  });

  it("names an account whose projection says something else", async () => {
    await projectAccount(ctx, accountId);
    await ctx.db
      .update(creditAccounts)
      .set({ balanceMicroPt: pt(1_000) })
      .where(eq(creditAccounts.accountId, accountId));
    expect((await checkLedgers(ctx)).findings).toEqual([
      { accountId, findings: ["the database's balance is not the ledger's"] },
    ]);
    await ctx.db.delete(creditAccounts).where(eq(creditAccounts.accountId, accountId));
  });

  it("names an account whose past is not the one that was checked before", async () => {
    await checkLedgers(ctx);
    await ctx.db
      .update(creditAccounts)
      .set({ checkedHash: "another" })
      .where(eq(creditAccounts.accountId, accountId));
    const { findings } = await checkLedgers(ctx);
    expect(findings).toEqual([
      { accountId, findings: ["transaction 1 is not the one that the last check saw"] },
    ]);
    await ctx.db.delete(creditAccounts).where(eq(creditAccounts.accountId, accountId));
  });

  it("goes on where it stopped when it was too long for one run", async () => {
    await newAccount();
    const first = await checkLedgers(ctx, { accountsMax: 1 });
    expect(first).toMatchObject({ accounts: 1, finishedAtMs: null });
    const second = await checkLedgers(ctx);
    expect(second.id).toBe(first.id);
    expect(second.accounts).toBeGreaterThan(1);
    expect(second.finishedAtMs).not.toBeNull();
  });

  it("goes on in the middle of an account that is too long for one run", async () => {
    for (let turn = 0; turn < 3; turn++) await charge(accountId, `long-${turn}`, 1);
    await newAccount();
    let report = await checkLedgers(ctx, { stepsMax: 1 });
    const { id } = report;
    for (let runs = 0; report.finishedAtMs === null && runs < 50; runs++) {
      report = await checkLedgers(ctx, { stepsMax: 1 });
    }
    expect(report).toMatchObject({ id, failed: 0, findings: [] });
    expect(await storedHead(report, accountId)).toBeDefined();
  });

  it("is for jobs and the operator", async () => {
    const actor = {
      kind: "user",
      userId: newId("user", 0),
      email: "a@example.com",
      name: "A",
      operator: false,
      sessionId: "sess_1",
      authenticatedAtMs: 0,
    } as const;
    await expect(checkLedgers({ ...ctx, actor })).rejects.toMatchObject({ slug: "forbidden" });
  });
});

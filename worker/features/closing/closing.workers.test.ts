import { env } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import { describe, expect, it } from "vitest";
import { newId } from "#core/ids";
import { ptToMicro } from "#core/money";
import { DAY_MS } from "#core/time";
import { grantPt } from "#features/credits";
import { payments, topups } from "#features/payments/tables";
import { createWorkspace } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import { clockNow, shiftClock } from "#platform/clock";
import { createCtx } from "#platform/create-ctx";
import type { Actor, Ctx, WorkspaceRef } from "#platform/ctx";
import {
  closeMonth,
  exportMonth,
  findDueMonth,
  getClose,
  getStatement,
  listStatements,
  requireOpenMonth,
} from "./index.ts";
import { foldTransaction, netOf, noMovements } from "./fold-month.ts";
import { closeMonthsJob } from "./jobs.ts";
import { monthOf, nextMonth, spanOf } from "./months.ts";
import { accountStatements } from "./tables.ts";

const job: Actor = { kind: "job", name: "test" };

const jobCtx = () => createCtx(env, { actor: job });

function goTo(atMs: number): void {
  shiftClock(0);
  shiftClock(atMs - clockNow());
}

/** A new month, begun at its first day, that nothing of before belongs to. */
function startMonth(): string {
  const month = nextMonth(monthOf(clockNow()));
  goTo(spanOf(month).startsAtMs + DAY_MS);
  return month;
}

async function buy(ctx: Ctx, { id, accountId }: WorkspaceRef, pt: number): Promise<void> {
  const now = clockNow();
  const intent = `pi_${newId("top", now)}`;
  const owner = { workspaceId: id, accountId };
  await ctx.db.batch([
    ctx.db.insert(topups).values({
      ...owner,
      id: newId("top", now),
      packId: "p",
      grantMicroPt: ptToMicro(pt),
      currency: "usd",
      amountMinor: pt / 10,
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
      amountMinor: pt / 10,
      receivedMinor: pt / 10,
      refundedMinor: 0,
      createdAtMs: now,
    }),
  ]);
  await grantPt(ctx, {
    accountId,
    key: intent,
    kind: "topup",
    amountMicroPt: ptToMicro(pt),
    source: { type: "stripe-payment-intent", id: intent },
  });
}

async function use({ accountId }: WorkspaceRef, pt: number): Promise<void> {
  const ledger = ledgerOf(env, accountId);
  const turnId = newId("turn", clockNow());
  const purpose = { turnId, model: "m", modelClass: "core" as const, rateCardVersion: "1" };
  const held = await ledger.apply<"hold">({
    type: "hold",
    key: `hold:${turnId}`,
    amountMicroPt: ptToMicro(pt + 5),
    purpose,
  });
  if (!held.ok) throw new Error(held.detail);
  await ledger.apply<"settle">({
    type: "settle",
    key: `settle:${turnId}`,
    holdId: held.value.holdId,
    chargeMicroPt: ptToMicro(pt),
  });
}

async function project({ accountId }: WorkspaceRef): Promise<void> {
  const { projectAccount } = await import("../credits/project-account.ts");
  await projectAccount(jobCtx(), accountId);
}

function memberCtx(workspace: WorkspaceRef): Ctx {
  const actor: Actor = {
    kind: "user",
    userId: newId("user", 0),
    email: "m@example.com",
    name: "M",
    operator: false,
    sessionId: "sess_1",
    authenticatedAtMs: 0,
  };
  return createCtx(env, { actor, workspace });
}

describe("the close of a month", () => {
  it("carries PT and money from month to month, to the last unit", async () => {
    const ctx = jobCtx();
    const first = startMonth();
    const workspace = await createWorkspace(ctx, { name: "Looms" });
    await buy(ctx, workspace, 10_000);
    await use(workspace, 2_500);
    const second = nextMonth(first);
    goTo(spanOf(second).startsAtMs + DAY_MS);
    await use(workspace, 1_500);
    await project(workspace);
    goTo(spanOf(second).endsAtMs + 2 * DAY_MS);

    const report = await closeMonthsJob(ctx);
    expect(report.closed).toEqual(expect.arrayContaining([first, second]));
    const member = memberCtx(workspace);
    expect(await getStatement(member, first)).toMatchObject({
      openingMicroPt: 0,
      closingMicroPt: ptToMicro(7_500),
      revenue: [
        { currency: "usd", soldMinor: 1_000, recognisedMinor: 250, deferredAfterMinor: 750 },
      ],
    });
    expect(await getStatement(member, second)).toMatchObject({
      openingMicroPt: ptToMicro(7_500),
      closingMicroPt: ptToMicro(6_000),
      movements: { used: ptToMicro(1_500) },
      revenue: [{ soldMinor: 0, recognisedMinor: 150, deferredBeforeMinor: 750 }],
    });
    expect((await listStatements(member)).items.map(({ month }) => month)).toEqual([second, first]);
  });

  it("reads a large account in parts and counts it once, with several runs at once", async () => {
    const ctx = jobCtx();
    const month = startMonth();
    const workspace = await createWorkspace(ctx, { name: "Busy" });
    await buy(ctx, workspace, 1_000);
    for (let times = 0; times < 6; times++) await use(workspace, 3);
    await project(workspace);
    goTo(spanOf(month).endsAtMs + 2 * DAY_MS);
    await closeUpTo(ctx, month);
    for (let runs = 0; runs < 40; runs++) {
      const views = await Promise.all([
        closeMonth(ctx, { month }, { transactionsMax: 1 }).catch((cause: unknown) => cause),
        closeMonth(ctx, { month }, { transactionsMax: 1 }).catch((cause: unknown) => cause),
      ]);
      if (views.some((view) => (view as { state?: string }).state === "closed")) break;
    }
    const close = await getClose(ctx, month);
    expect(close.state).toBe("closed");
    const rows = await ctx.db
      .select()
      .from(accountStatements)
      .where(eq(accountStatements.month, month));
    expect(close.accounts).toBe(rows.length);
    expect(close.movements.used).toBe(rows.reduce((sum, row) => sum + row.movements.used, 0));
    const own = rows.find(({ workspaceId }) => workspaceId === workspace.id);
    expect(own?.movements.used).toBe(ptToMicro(18));
    expect(close.closingMicroPt).toBe(close.openingMicroPt + netOf(close.movements));
  });

  it("locks the month", async () => {
    const ctx = jobCtx();
    const month = startMonth();
    goTo(spanOf(month).endsAtMs + 2 * DAY_MS);
    await createWorkspace(ctx, { name: "Locked" });
    await closeUpTo(ctx, nextMonth(month));
    await expect(closeMonth(ctx, { month })).rejects.toMatchObject({ slug: "period-locked" });
    await expect(requireOpenMonth(ctx, spanOf(month).startsAtMs)).rejects.toMatchObject({
      slug: "period-locked",
    });
    await requireOpenMonth(ctx, clockNow());
  });

  it("is refused for a month that is not over, to members, and in another order", async () => {
    const ctx = jobCtx();
    await createWorkspace(ctx, { name: "Early" });
    const due = (await findDueMonth(ctx)) ?? "";
    goTo(spanOf(due).startsAtMs + DAY_MS);
    await expect(closeMonth(ctx, { month: due })).rejects.toMatchObject({ slug: "conflict" });
    await expect(closeMonth(ctx, { month: nextMonth(due) })).rejects.toMatchObject({
      slug: "conflict",
    });
    const workspace = await createWorkspace(ctx, { name: "Members" });
    await expect(closeMonth(memberCtx(workspace), { month: due })).rejects.toMatchObject({
      slug: "forbidden",
    });
  });

  it("keeps a workspace's statements from others", async () => {
    const ctx = jobCtx();
    const month = startMonth();
    const [mine, theirs] = [
      await createWorkspace(ctx, { name: "Mine" }),
      await createWorkspace(ctx, { name: "Theirs" }),
    ];
    await buy(ctx, mine, 1_000);
    await project(mine);
    goTo(spanOf(month).endsAtMs + 2 * DAY_MS);
    await closeUpTo(ctx, nextMonth(month));
    expect(await getStatement(memberCtx(mine), month)).toMatchObject({ workspaceId: mine.id });
    await expect(getStatement(memberCtx(theirs), month)).rejects.toMatchObject({
      slug: "not-found",
    });
  });

  it("exports what it says", async () => {
    const ctx = jobCtx();
    const month = startMonth();
    const workspace = await createWorkspace(ctx, { name: "=Sum(1)" });
    await buy(ctx, workspace, 2_000);
    await project(workspace);
    goTo(spanOf(month).endsAtMs + 2 * DAY_MS);
    await closeUpTo(ctx, nextMonth(month));
    const csv = await exportMonth(ctx, { month, report: "statements", format: "csv" });
    const text = await new Response(csv.body).text();
    expect(text).toContain(`${month},${workspace.id},'=Sum(1),`);
    const json = await exportMonth(ctx, { month, report: "journal", format: "json" });
    const journal: { items: { debitMinor: number; creditMinor: number }[] } = await new Response(
      json.body,
    ).json();
    expect(journal.items.reduce((sum, one) => sum + one.debitMinor - one.creditMinor, 0)).toBe(0);
  });
});

/** Closes every month before this one. */
async function closeUpTo(ctx: Ctx, month: string): Promise<void> {
  for (let due = await findDueMonth(ctx); due !== undefined && due < month;) {
    await closeMonth(ctx, { month: due });
    due = await findDueMonth(ctx);
  }
}

it("refuses to fold a transaction twice", async () => {
  const workspace = await createWorkspace(jobCtx(), { name: "Fold" });
  await buy(jobCtx(), workspace, 100);
  const ledger = ledgerOf(env, workspace.accountId);
  const [transaction] = await ledger.transactions({ afterSeq: 0, limit: 1 });
  if (transaction === undefined) throw new Error("there is one");
  const grants = new Map((await ledger.grants()).map((grant) => [grant.id, grant]));
  const books = { seq: 0, balance: 0, headHash: null, grants: [] };
  foldTransaction(books, noMovements(), transaction, (id) => grants.get(id));
  expect(() => foldTransaction(books, noMovements(), transaction, (id) => grants.get(id))).toThrow(
    /in order/,
  );
});

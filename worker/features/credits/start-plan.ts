import { and, desc, eq, gt, isNull, lt, lte, ne, notExists, sql } from "drizzle-orm";
import type { AccountId, Id } from "#core/ids";
import { ptToMicro } from "#core/money";
import { currentPlan, getPlanVersion, planOf } from "#features/plans";
import type { PlanVersion } from "#features/plans/schema";
import { requireOperator } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import { ledgerOf } from "#objects/ledger";
import { auditRow } from "#platform/audit";
import type { Ctx, Plan } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { monthlyPeriod, type Period } from "./period.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { planPeriods } from "./tables.ts";

const SWEEP_MAX = 200;

type PeriodRow = typeof planPeriods.$inferSelect;
type NewPeriod = Omit<PeriodRow, "grantedAtMs" | "renewedAtMs">;

function rowOf(
  accountId: AccountId,
  key: string,
  version: PlanVersion,
  anchorAtMs: number,
  period: Period,
): NewPeriod {
  const { plan, id: planVersionId, ptPerPeriod } = version;
  const amountMicroPt = ptToMicro(ptPerPeriod);
  return { accountId, key, plan, planVersionId, anchorAtMs, ...period, amountMicroPt };
}

function keyed(row: Pick<PeriodRow, "accountId" | "key">) {
  return and(eq(planPeriods.accountId, row.accountId), eq(planPeriods.key, row.key));
}

/** The period by the terms of its own version, whatever is on offer when it is granted. */
async function ledgerPeriod(ctx: Ctx, row: PeriodRow) {
  const { plan, startsAtMs, endsAtMs } = row;
  const { advancedShareCapPercent } = await planOf(ctx, row);
  return {
    plan,
    startsAtMs,
    endsAtMs,
    ...(advancedShareCapPercent === null ? {} : { advancedShareCapPercent }),
  };
}

/** The grant that a period's row stands for. A visitor's PT are a gift and open no plan period. */
async function grantPeriod(ctx: Ctx, row: PeriodRow): Promise<void> {
  if (row.grantedAtMs !== null) return;
  const { accountId, plan, amountMicroPt } = row;
  if (amountMicroPt > 0) {
    const result = await ledgerOf(ctx.env, accountId).apply<"grant">({
      type: "grant",
      key: `plan:${row.key}`,
      kind: plan === "visitor" ? "promo" : "plan",
      amountMicroPt,
      expiresAtMs: row.endsAtMs,
      source: { type: "plan-period", id: row.key },
      ...(plan === "visitor" ? {} : { period: await ledgerPeriod(ctx, row) }),
    });
    if (!result.ok) throw refusalProblem(ctx, result);
  }
  const now = ctx.clock.now();
  await ctx.db.batch([
    ctx.db.update(planPeriods).set({ grantedAtMs: now }).where(keyed(row)),
    auditRow(ctx, "credits.period-started", accountId, { plan, key: row.key, amountMicroPt }),
  ]);
}

/** Another period of the same plan at the same time as `wanted`. */
function runningBeside(wanted: NewPeriod) {
  return and(
    eq(planPeriods.accountId, wanted.accountId),
    eq(planPeriods.plan, wanted.plan),
    ne(planPeriods.key, wanted.key),
    lt(planPeriods.startsAtMs, wanted.endsAtMs),
    gt(planPeriods.endsAtMs, wanted.startsAtMs),
  );
}

/**
 * Writes the period and grants it. PT that come without payment come once a month: while a period of
 * such a plan runs, no other begins, whatever brings the account back to the plan.
 */
async function startPeriod(ctx: Ctx, wanted: NewPeriod, version: PlanVersion): Promise<void> {
  const insert: Statement = ctx.db.insert(planPeriods).values(wanted).onConflictDoNothing();
  const running = ctx.db
    .select({ one: sql`1` })
    .from(planPeriods)
    .where(runningBeside(wanted));
  try {
    const guard = version.renewsFree ? [guardRow(ctx.db, notExists(running))] : [];
    await runBatch(ctx.db, [...guard, insert]);
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
    // The one that runs was left when the account took another plan; now it shall come again.
    await ctx.db.update(planPeriods).set({ renewedAtMs: null }).where(runningBeside(wanted));
    return;
  }
  const row = await ctx.db.select().from(planPeriods).where(keyed(wanted)).get();
  if (row !== undefined) await grantPeriod(ctx, row);
}

/** The plan of the account's workspace, with the version that it is on. */
async function findPin(ctx: Ctx, accountId: AccountId) {
  return await ctx.db
    .select({ plan: workspaces.plan, planVersionId: workspaces.planVersionId })
    .from(workspaces)
    .where(eq(workspaces.accountId, accountId))
    .get();
}

async function versionFor(ctx: Ctx, accountId: AccountId, plan: Plan): Promise<PlanVersion> {
  const pin = await findPin(ctx, accountId);
  return pin?.plan === plan ? await planOf(ctx, pin) : await currentPlan(ctx, plan);
}

/**
 * Puts an account on a plan from now on: its first monthly period begins and its PT are granted, by
 * the version named, else by the one that the account's workspace is on. PT without payment come at
 * most once a month: going back to a plan whose period still runs only makes it come again. Only the
 * operator and jobs may. Safe to repeat: the same key starts one period, with the plan and the time
 * of the first call.
 */
export async function startPlan(
  ctx: Ctx,
  start: {
    accountId: AccountId;
    plan: Plan;
    key: string;
    planVersionId?: Id<"plan"> | undefined;
  },
): Promise<void> {
  requireOperator(ctx);
  const { accountId, plan, key, planVersionId } = start;
  const version =
    planVersionId === undefined
      ? await versionFor(ctx, accountId, plan)
      : await getPlanVersion(ctx, planVersionId);
  const now = ctx.clock.now();
  await startPeriod(ctx, rowOf(accountId, key, version, now, monthlyPeriod(now, now)), version);
}

/**
 * What comes after an ended period without a payment: the plan of the workspace, by the version that
 * it is on; undefined when nothing does. An account that no workspace has goes on as before.
 */
async function nextVersion(ctx: Ctx, ended: PeriodRow): Promise<PlanVersion | undefined> {
  const pin = (await findPin(ctx, ended.accountId)) ?? ended;
  const version = await planOf(ctx, pin);
  return version.renewsFree ? version : undefined;
}

/**
 * Begins the next period of an account whose plan renews without payment and whose period is over;
 * answers whether it did. Any number of calls at once begin it once.
 */
export async function renewPlan(ctx: Ctx, accountId: AccountId): Promise<boolean> {
  const last = await ctx.db
    .select()
    .from(planPeriods)
    .where(eq(planPeriods.accountId, accountId))
    .orderBy(desc(planPeriods.startsAtMs))
    .limit(1)
    .get();
  if (last === undefined) return false;
  const now = ctx.clock.now();
  if (last.endsAtMs > now) {
    await grantPeriod(ctx, last);
    return last.grantedAtMs === null;
  }
  const version = await nextVersion(ctx, last);
  if (version === undefined) return false;
  // Counted from the end of what came before, every caller names the period alike.
  const anchorAtMs = last.plan === version.plan ? last.anchorAtMs : last.endsAtMs;
  const period = monthlyPeriod(anchorAtMs, now);
  const key = `${version.plan}:${period.startsAtMs}`;
  await startPeriod(ctx, rowOf(accountId, key, version, anchorAtMs, period), version);
  await ctx.db.update(planPeriods).set({ renewedAtMs: now }).where(keyed(last));
  return true;
}

/** Grants what was intended and not yet granted, and renews what has ended: for cron. */
export async function sweepPlans(ctx: Ctx): Promise<{ granted: number; renewed: number }> {
  const pending = await ctx.db
    .select()
    .from(planPeriods)
    .where(isNull(planPeriods.grantedAtMs))
    .limit(SWEEP_MAX);
  for (const row of pending) await grantPeriod(ctx, row);
  const ended = await ctx.db
    .select()
    .from(planPeriods)
    .where(
      and(
        isNull(planPeriods.renewedAtMs),
        eq(planPeriods.plan, "free"),
        lte(planPeriods.endsAtMs, ctx.clock.now()),
      ),
    )
    .limit(SWEEP_MAX);
  let renewed = 0;
  for (const row of ended) {
    if (await renewPlan(ctx, row.accountId)) renewed += 1;
    await ctx.db.update(planPeriods).set({ renewedAtMs: ctx.clock.now() }).where(keyed(row));
  }
  return { granted: pending.length, renewed };
}

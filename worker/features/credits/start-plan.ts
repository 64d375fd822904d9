import { and, desc, eq, isNull, lte } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import { ptToMicro } from "#core/money";
import { requireOperator } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import { auditRow } from "#platform/audit";
import type { Ctx, Plan } from "#platform/ctx";
import { monthlyPeriod, type Period } from "./period.ts";
import { planTerms } from "./plans.ts";
import { refusalProblem } from "./refusal-problem.ts";
import { planPeriods } from "./tables.ts";

const SWEEP_MAX = 200;

type PeriodRow = typeof planPeriods.$inferSelect;

function rowOf(accountId: AccountId, key: string, plan: Plan, anchorAtMs: number, period: Period) {
  const amountMicroPt = ptToMicro(planTerms[plan].ptPerPeriod);
  return { accountId, key, plan, anchorAtMs, ...period, amountMicroPt };
}

function keyed(row: Pick<PeriodRow, "accountId" | "key">) {
  return and(eq(planPeriods.accountId, row.accountId), eq(planPeriods.key, row.key));
}

/** The grant that a period's row stands for. A visitor's PT are a gift and open no plan period. */
async function grantPeriod(ctx: Ctx, row: PeriodRow): Promise<void> {
  if (row.grantedAtMs !== null) return;
  const { accountId, plan, startsAtMs, endsAtMs, amountMicroPt } = row;
  const key = `plan:${row.key}`;
  const share = planTerms[plan].advancedShareCapPercent;
  const result = await ledgerOf(ctx.env, accountId).apply<"grant">({
    type: "grant",
    key,
    kind: plan === "visitor" ? "promo" : "plan",
    amountMicroPt,
    expiresAtMs: endsAtMs,
    source: { type: "plan-period", id: row.key },
    ...(plan === "visitor"
      ? {}
      : {
          period: {
            plan,
            startsAtMs,
            endsAtMs,
            ...(share === null ? {} : { advancedShareCapPercent: share }),
          },
        }),
  });
  if (!result.ok) throw refusalProblem(ctx, result);
  const now = ctx.clock.now();
  await ctx.db.batch([
    ctx.db.update(planPeriods).set({ grantedAtMs: now }).where(keyed(row)),
    auditRow(ctx, "credits.period-started", accountId, { plan, key: row.key, amountMicroPt }),
  ]);
}

async function startPeriod(ctx: Ctx, wanted: ReturnType<typeof rowOf>): Promise<void> {
  await ctx.db.insert(planPeriods).values(wanted).onConflictDoNothing();
  const row = await ctx.db.select().from(planPeriods).where(keyed(wanted)).get();
  if (row !== undefined) await grantPeriod(ctx, row);
}

/**
 * Puts an account on a plan from now on: its first monthly period begins and its PT are granted.
 * Only the operator and jobs may. Safe to repeat: the same key starts one period, with the plan and
 * the time of the first call.
 */
export async function startPlan(
  ctx: Ctx,
  { accountId, plan, key }: { accountId: AccountId; plan: Plan; key: string },
): Promise<void> {
  requireOperator(ctx);
  const now = ctx.clock.now();
  await startPeriod(ctx, rowOf(accountId, key, plan, now, monthlyPeriod(now, now)));
}

async function renew(ctx: Ctx, ended: PeriodRow): Promise<void> {
  const { accountId, plan, anchorAtMs } = ended;
  const now = ctx.clock.now();
  const period = monthlyPeriod(anchorAtMs, now);
  const key = `${plan}:${period.startsAtMs}`;
  await startPeriod(ctx, rowOf(accountId, key, plan, anchorAtMs, period));
  await ctx.db.update(planPeriods).set({ renewedAtMs: now }).where(keyed(ended));
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
  if (last === undefined || !planTerms[last.plan].renewsFree) return false;
  if (last.endsAtMs > ctx.clock.now()) {
    await grantPeriod(ctx, last);
    return last.grantedAtMs === null;
  }
  await renew(ctx, last);
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

import { desc, lt } from "drizzle-orm";
import { listOperators } from "#features/identity";
import { mailRows } from "#features/mail";
import { setRoutedPlans } from "#features/models";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, Plan } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { isWorse } from "./decide-margin.ts";
import { makeReport } from "./make-report.ts";
import { findMarginSettings } from "./margin-settings.ts";
import type { MarginReport, PlanMargin } from "./schema.ts";
import { marginReports } from "./tables.ts";

async function findBefore(ctx: Ctx, day: string): Promise<MarginReport | undefined> {
  const row = await ctx.db
    .select({ report: marginReports.report })
    .from(marginReports)
    .where(lt(marginReports.day, day))
    .orderBy(desc(marginReports.day))
    .limit(1)
    .get();
  return row?.report;
}

/** Plans whose light became worse since the night before. */
function worsened(report: MarginReport, before: MarginReport | undefined): PlanMargin[] {
  return report.plans.filter(({ plan, light }) => {
    const then = before?.plans.find((one) => one.plan === plan);
    return isWorse(then?.light ?? null, light);
  });
}

async function alertRows(
  ctx: Ctx,
  day: string,
  plans: readonly PlanMargin[],
): Promise<Statement[]> {
  if (plans.length === 0) return [];
  const operators = await listOperators(ctx);
  return plans.flatMap(({ plan, marginPercent, light }) =>
    operators.flatMap(({ email, name, locale, userId }) =>
      mailRows(ctx, {
        to: email,
        template: "margin-alert",
        locale,
        data: {
          name,
          url: `${ctx.origin}/operations/margins`,
          plan,
          marginPercent: String(marginPercent),
          light: light === "red" ? "red" : "yellow",
        },
        key: `margin:${day}:${plan}:${userId}`,
      }),
    ),
  );
}

/** Routes plans in the red to core models when the operator wants that, and ends it when they are not. */
async function mitigate(ctx: Ctx, report: MarginReport): Promise<Plan[]> {
  const { autoRoute } = await findMarginSettings(ctx);
  const red = autoRoute
    ? report.plans.flatMap(({ plan, light }) => (light === "red" ? [plan] : []))
    : [];
  await setRoutedPlans(ctx, red);
  return red;
}

/**
 * Works out the margins of the last 30 whole days (UTC) by plan, model and account, tells the
 * operators of a plan whose light became worse, and does what they chose to do about red ones. Nightly; a second run of a
 * day replaces its report and tells nobody twice.
 */
export async function watchMargins(ctx: Ctx): Promise<MarginReport> {
  requireOperator(ctx);
  const report = await makeReport(ctx);
  const before = await findBefore(ctx, report.day);
  const { day, madeAtMs } = report;
  await runBatch(ctx.db, [
    ctx.db
      .insert(marginReports)
      .values({ day, madeAtMs, report })
      .onConflictDoUpdate({ target: marginReports.day, set: { madeAtMs, report } }),
    auditRow(ctx, "margins.reported", day),
    ...(await alertRows(ctx, day, worsened(report, before))),
  ]);
  await mitigate(ctx, report);
  return report;
}

/** The latest report; undefined before the first night. For the operator. */
export async function findMarginReport(ctx: Ctx): Promise<MarginReport | undefined> {
  requireOperator(ctx);
  const row = await ctx.db
    .select({ report: marginReports.report })
    .from(marginReports)
    .orderBy(desc(marginReports.day))
    .limit(1)
    .get();
  return row?.report;
}

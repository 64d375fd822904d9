import { and, asc, count, desc, gte, inArray, isNotNull, sql, sum } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { DAY_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import {
  type DisputeStatistics,
  disputeStates,
  disputeReasons,
  StatisticsInput,
} from "./schema.ts";
import { disputes } from "./tables.ts";

const MODELS_MAX = 50;

const decisionMs = sql<number>`${disputes.decidedAtMs} - ${disputes.createdAtMs}`;

/** The middle of the times from opening to decision; of an even number the mean of the middle two. */
async function readMedian(ctx: Ctx, since: ReturnType<typeof gte>, decided: number) {
  if (decided === 0) return null;
  const rows = await ctx.db
    .select({ ms: decisionMs })
    .from(disputes)
    .where(and(since, inArray(disputes.state, ["approved", "partly", "denied"])))
    .orderBy(asc(decisionMs))
    .limit(decided % 2 === 0 ? 2 : 1)
    .offset(Math.floor((decided - 1) / 2));
  if (rows.length === 0) return null;
  return Math.round(rows.reduce((total, { ms }) => total + ms, 0) / rows.length);
}

function percent(part: number, whole: number): number | null {
  return whole === 0 ? null : Math.round((part / whole) * 1_000) / 10;
}

/** How disputes have gone, those opened in the last `days` days or all of them. For the operator. */
export async function getDisputeStatistics(
  ctx: Ctx,
  input: StatisticsInput = {},
): Promise<DisputeStatistics> {
  requireOperator(ctx);
  const { days } = parseInput(StatisticsInput, input);
  const sinceMs = days === undefined ? 0 : ctx.clock.now() - days * DAY_MS;
  const since = gte(disputes.createdAtMs, sinceMs);
  const amounts = {
    count: count(),
    disputedMicroPt: sum(disputes.disputedMicroPt).mapWith(Number),
    returnedMicroPt: sql<number>`coalesce(sum(${disputes.returnedMicroPt}), 0)`,
  };
  const [states, reasons, models, late] = await ctx.db.batch([
    ctx.db
      .select({ state: disputes.state, ...amounts })
      .from(disputes)
      .where(since)
      .groupBy(disputes.state),
    ctx.db
      .select({ reason: disputes.reason, count: count() })
      .from(disputes)
      .where(since)
      .groupBy(disputes.reason),
    ctx.db
      .select({ model: disputes.model, ...amounts })
      .from(disputes)
      .where(since)
      .groupBy(disputes.model)
      .orderBy(desc(count()), asc(disputes.model))
      .limit(MODELS_MAX),
    ctx.db
      .select({ count: count() })
      .from(disputes)
      .where(and(since, isNotNull(disputes.overdueAtMs))),
  ]);
  const inState = (state: string) => states.find((one) => one.state === state)?.count ?? 0;
  const approved = inState("approved") + inState("partly");
  const decided = approved + inState("denied");
  const total = states.reduce((all, one) => all + one.count, 0);
  return {
    days: days ?? null,
    total,
    byState: disputeStates.map((state) => ({ state, count: inState(state) })),
    byReason: disputeReasons.map((reason) => ({
      reason,
      count: reasons.find((one) => one.reason === reason)?.count ?? 0,
    })),
    byModel: models,
    disputedMicroPt: states.reduce((all, one) => all + one.disputedMicroPt, 0),
    returnedMicroPt: states.reduce((all, one) => all + one.returnedMicroPt, 0),
    approvalPercent: percent(approved, decided),
    medianDecisionMs: await readMedian(ctx, since, decided),
    overduePercent: percent(late[0]?.count ?? 0, total),
  };
}

import { and, desc, eq, lt } from "drizzle-orm";
import { newId } from "#core/ids";
import { DAY_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { CronJob } from "#platform/jobs";
import { rootCause } from "#platform/root-cause";
import type { CronRunView } from "./schema.ts";
import { cronRuns } from "./tables.ts";

const RUNS_KEPT_MS = 90 * DAY_MS;

/**
 * Runs a scheduled job now and writes down what it did. A job that throws is reported as not ok
 * with the reason; the run itself never throws for it. `runId` is the run that was asked for. For
 * jobs and the operator.
 */
export async function runCronJob(
  ctx: Ctx,
  name: string,
  job: CronJob,
  runId?: string,
): Promise<CronRunView> {
  requireOperator(ctx);
  const startedAtMs = ctx.clock.now();
  const id = runId ?? newId("job", startedAtMs);
  await ctx.db
    .insert(cronRuns)
    .values({ id, name, startedAtMs })
    .onConflictDoUpdate({ target: cronRuns.id, set: { startedAtMs } });
  let ok = true;
  let report: Record<string, unknown>;
  try {
    report = await job(ctx);
    if (report["ok"] === false) ok = false;
  } catch (cause) {
    ctx.log.error("cron.failed", cause, { job: name });
    ok = false;
    report = { error: rootCause(cause) };
  }
  const endedAtMs = ctx.clock.now();
  const outcome = { endedAtMs, ok, report };
  await ctx.db.batch([
    ctx.db.update(cronRuns).set(outcome).where(eq(cronRuns.id, id)),
    ctx.db
      .delete(cronRuns)
      .where(and(eq(cronRuns.name, name), lt(cronRuns.startedAtMs, endedAtMs - RUNS_KEPT_MS))),
  ]);
  return { id, name, startedAtMs, ...outcome };
}

/** The latest runs of one scheduled job, or of all, newest first. For the operator. */
export async function listCronRuns(ctx: Ctx, name?: string, limit = 50): Promise<CronRunView[]> {
  requireOperator(ctx);
  return await ctx.db
    .select()
    .from(cronRuns)
    .where(name === undefined ? undefined : eq(cronRuns.name, name))
    .orderBy(desc(cronRuns.startedAtMs), desc(cronRuns.id))
    .limit(Math.min(limit, 200));
}

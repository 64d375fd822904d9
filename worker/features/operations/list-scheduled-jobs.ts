import { desc, eq } from "drizzle-orm";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { type ScheduledJobName, type ScheduledJobView, scheduledJobs } from "./schema.ts";
import { cronRuns } from "./tables.ts";

/** Every scheduled job with its latest run, those of one schedule together. For the operator. */
export async function listScheduledJobs(ctx: Ctx): Promise<ScheduledJobView[]> {
  requireOperator(ctx);
  const names = Object.keys(scheduledJobs) as ScheduledJobName[];
  return await Promise.all(
    names.map(async (name) => {
      const lastRun = await ctx.db
        .select()
        .from(cronRuns)
        .where(eq(cronRuns.name, name))
        .orderBy(desc(cronRuns.startedAtMs), desc(cronRuns.id))
        .limit(1)
        .get();
      return { name, schedule: scheduledJobs[name], lastRun: lastRun ?? null };
    }),
  );
}

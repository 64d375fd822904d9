import { count, isNull } from "drizzle-orm";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { parkedJobs } from "./tables.ts";

/** How many jobs wait for a replay. For the operator. */
export async function countParked(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const waiting = await ctx.db
    .select({ jobs: count() })
    .from(parkedJobs)
    .where(isNull(parkedJobs.replayedAtMs))
    .get();
  return waiting?.jobs ?? 0;
}

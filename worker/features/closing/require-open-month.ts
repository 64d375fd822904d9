import { and, eq } from "drizzle-orm";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import { monthOf } from "./months.ts";
import { monthCloses } from "./tables.ts";

/** Refuses what would change a closed month, with `period-locked`. */
export async function requireOpenMonth(ctx: Ctx, atMs: number): Promise<void> {
  const month = monthOf(atMs);
  const closed = await ctx.db
    .select({ closedAtMs: monthCloses.closedAtMs })
    .from(monthCloses)
    .where(and(eq(monthCloses.month, month), eq(monthCloses.state, "closed")))
    .get();
  if (closed === undefined) return;
  throw new Problem("period-locked", { detail: `${month} is closed.`, extensions: { month } });
}

import { and, eq, isNull } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outbox } from "#platform/outbox.tables";
import { parkedJobs } from "./tables.ts";

const REPLAYED_MAX = 1_000;

async function replayRow(ctx: Ctx, row: typeof parkedJobs.$inferSelect): Promise<void> {
  const now = ctx.clock.now();
  const { messageId, type, payload } = row;
  await runBatch(ctx.db, [
    ctx.db
      .insert(outbox)
      .values({ id: messageId, type, payload, createdAtMs: now })
      .onConflictDoNothing(),
    ctx.db
      .update(parkedJobs)
      .set({ replayedAtMs: now })
      .where(and(eq(parkedJobs.id, row.id), isNull(parkedJobs.replayedAtMs))),
    auditRow(ctx, "job.replayed", row.id, { type }),
  ]);
  ctx.outboxIds.push(messageId);
}

/**
 * Puts a parked message back on the queue under its own id, so that work that was done in part is
 * not done twice. For the operator. Unknown ids are `not-found`; safe to repeat.
 */
export async function replayParked(ctx: Ctx, id: string): Promise<void> {
  requireOperator(ctx);
  const row = await ctx.db.select().from(parkedJobs).where(eq(parkedJobs.id, id)).get();
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such parked job." });
  if (row.replayedAtMs === null) await replayRow(ctx, row);
}

/** Replays everything that waits, at most 1,000 at once; answers how many. For the operator. */
export async function replayAllParked(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const rows = await ctx.db
    .select()
    .from(parkedJobs)
    .where(isNull(parkedJobs.replayedAtMs))
    .limit(REPLAYED_MAX);
  for (const row of rows) await replayRow(ctx, row);
  return rows.length;
}

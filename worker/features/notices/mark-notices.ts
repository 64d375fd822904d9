import { and, eq, isNull, sql } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { requireReader, visibleTo } from "./reader.ts";
import { noticeMarks, notices } from "./tables.ts";

/**
 * Puts a notice away for the reader alone; others in the workspace keep it. Safe to repeat; what
 * is not there for them changes nothing.
 */
export async function dismissNotice(ctx: Ctx, id: string): Promise<void> {
  const readerId = requireReader(ctx);
  const now = ctx.clock.now();
  await ctx.db
    .insert(noticeMarks)
    .select(
      ctx.db
        .select({
          readerId: sql<string>`${readerId}`.as("reader_id"),
          noticeId: notices.id,
          readAtMs: sql<number>`${now}`.as("read_at_ms"),
          dismissedAtMs: sql<number>`${now}`.as("dismissed_at_ms"),
        })
        .from(notices)
        .where(and(visibleTo(ctx, readerId), eq(notices.id, id))),
    )
    .onConflictDoUpdate({
      target: [noticeMarks.readerId, noticeMarks.noticeId],
      set: { dismissedAtMs: now },
      setWhere: isNull(noticeMarks.dismissedAtMs),
    });
}

/** Marks everything that the reader has been told in this workspace as seen. Safe to repeat. */
export async function markNoticesRead(ctx: Ctx): Promise<void> {
  const readerId = requireReader(ctx);
  const now = ctx.clock.now();
  await ctx.db
    .insert(noticeMarks)
    .select(
      ctx.db
        .select({
          readerId: sql<string>`${readerId}`.as("reader_id"),
          noticeId: notices.id,
          readAtMs: sql<number>`${now}`.as("read_at_ms"),
          dismissedAtMs: sql<null>`NULL`.as("dismissed_at_ms"),
        })
        .from(notices)
        .where(visibleTo(ctx, readerId)),
    )
    .onConflictDoNothing();
}

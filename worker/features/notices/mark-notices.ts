import { and, inArray, isNull, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import type { Ctx } from "#platform/ctx";
import { announceUnread } from "./announce-unread.ts";
import { requireReader, requireReadWorkspace, visibleTo } from "./reader.ts";
import { NoticeIds } from "./schema.ts";
import { noticeMarks, notices } from "./tables.ts";

/**
 * Puts notices away for the reader alone, at most 100; others in the workspace keep them. Safe to
 * repeat; what is not there for them changes nothing.
 */
export async function dismissNotices(ctx: Ctx, ids: string[]): Promise<void> {
  const readerId = requireReader(ctx);
  const workspace = requireReadWorkspace(ctx);
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
        .where(
          and(visibleTo(workspace, readerId), inArray(notices.id, parseInput(NoticeIds, ids))),
        ),
    )
    .onConflictDoUpdate({
      target: [noticeMarks.readerId, noticeMarks.noticeId],
      set: { dismissedAtMs: now },
      setWhere: isNull(noticeMarks.dismissedAtMs),
    });
  await announceUnread(ctx, workspace, readerId);
}

/** Marks everything that the reader has been told in this workspace as seen. Safe to repeat. */
export async function markNoticesRead(ctx: Ctx): Promise<void> {
  const readerId = requireReader(ctx);
  const workspace = requireReadWorkspace(ctx);
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
        .where(visibleTo(workspace, readerId)),
    )
    .onConflictDoNothing();
  await announceUnread(ctx, workspace, readerId);
}

import { and, count, desc, eq, inArray, isNull, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import type { ReaderId } from "#objects/inbox";
import type { Ctx } from "#platform/ctx";
import { type ReadWorkspace, requireReader, requireReadWorkspace, visibleTo } from "./reader.ts";
import { NoticesInput, type NoticeView } from "./schema.ts";
import { noticeMarks, notices } from "./tables.ts";

/** A place in the list: time and id of the last notice that was answered. */
const CURSOR = /^(\d{1,16})\.(\w{1,60})$/;

function after(cursor: string | undefined) {
  const [, atMs, id] = CURSOR.exec(cursor ?? "") ?? [];
  if (atMs === undefined || id === undefined) return undefined;
  return sql`(${notices.atMs}, ${notices.id}) < (${Number(atMs)}, ${id})`;
}

function marksOf(readerId: string) {
  return and(eq(noticeMarks.noticeId, notices.id), eq(noticeMarks.readerId, readerId));
}

/**
 * What the reader has been told in this workspace and has not put away, newest first. A page has at
 * most `limit` notices, 50 unless told; `kinds` narrows it.
 */
export async function listNotices(
  ctx: Ctx,
  input: NoticesInput = {},
): Promise<{ items: NoticeView[]; nextCursor: string | null }> {
  const readerId = requireReader(ctx);
  const workspace = requireReadWorkspace(ctx);
  const { cursor, limit, kinds } = parseInput(NoticesInput, input);
  const rows = await ctx.db
    .select({
      id: notices.id,
      kind: notices.kind,
      data: notices.data,
      href: notices.href,
      atMs: notices.atMs,
      readAtMs: noticeMarks.readAtMs,
    })
    .from(notices)
    .leftJoin(noticeMarks, marksOf(readerId))
    .where(
      and(
        visibleTo(workspace, readerId),
        isNull(noticeMarks.dismissedAtMs),
        after(cursor),
        kinds === undefined ? undefined : inArray(notices.kind, kinds),
      ),
    )
    .orderBy(desc(notices.atMs), desc(notices.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ id, kind, data, href, atMs, readAtMs }) => {
    return { id, kind, data, href, atMs, read: readAtMs !== null };
  });
  const last = items.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items, nextCursor: more ? `${last.atMs}.${last.id}` : null };
}

/** How many notices a reader has not seen yet in a workspace. For verbs that have authorised. */
export async function countUnread(
  ctx: Ctx,
  workspace: ReadWorkspace,
  readerId: ReaderId,
): Promise<number> {
  const row = await ctx.db
    .select({ unread: count() })
    .from(notices)
    .leftJoin(noticeMarks, marksOf(readerId))
    .where(and(visibleTo(workspace, readerId), isNull(noticeMarks.noticeId)))
    .get();
  return row?.unread ?? 0;
}

/** How many notices the reader has not seen yet in this workspace. */
export async function countUnreadNotices(ctx: Ctx): Promise<number> {
  const readerId = requireReader(ctx);
  return await countUnread(ctx, requireReadWorkspace(ctx), readerId);
}

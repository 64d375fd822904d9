import { newId, type UserId, type WorkspaceId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import type { NoticeData, NoticeKind } from "./schema.ts";
import { notices } from "./tables.ts";

export interface NewNotice {
  workspaceId: WorkspaceId;
  /** Only this member sees it; absent is everyone whom its kind concerns. */
  userId?: UserId | undefined;
  /** Names the occasion, for example `payment-failed:dun_…:1`. The same key is told once. */
  key: string;
  kind: NoticeKind;
  /** Amounts in minor units or micro-PT and times in milliseconds, all as strings. */
  data: NoticeData;
  /** A path of this site. */
  href: string;
  /** When it happened; absent is now. */
  atMs?: number | undefined;
}

/**
 * The rows that tell members of a workspace something in the product, for the batch of the verb that
 * calls it: when that batch is written, every channel that its readers have chosen will be told. A key
 * that was told to the same readers before changes nothing, so a retry is safe.
 */
export function noticeRows(ctx: Ctx, notice: NewNotice): Statement[] {
  const { workspaceId, userId = "", key, kind, data, href } = notice;
  const atMs = notice.atMs ?? ctx.clock.now();
  const id = newId("ntc", atMs);
  return [
    ctx.db
      .insert(notices)
      .values({ id, workspaceId, userId, key, kind, data, href, atMs })
      .onConflictDoNothing(),
    outboxRow(ctx, "notices.recorded", { noticeId: id }),
  ];
}

import { and, eq, gte, isNull, lt } from "drizzle-orm";
import type { WorkspaceId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import type { NoticeKind } from "./schema.ts";
import { notices } from "./tables.ts";

/** Sorts behind every key that begins the same way. */
const LAST = "\u{10ffff}";

export interface Resolved {
  workspaceId: WorkspaceId;
  kind: NoticeKind;
  /** How the keys of its occasions begin. */
  key: string;
}

/**
 * The rows that take back what everyone whom its kind concerns was told, because it has been dealt
 * with, for the batch of the verb that did: nobody is led to it any more, in any tab. Safe to repeat.
 */
export function resolveRows(ctx: Ctx, { workspaceId, kind, key }: Resolved): Statement[] {
  return [
    ctx.db
      .update(notices)
      .set({ resolvedAtMs: ctx.clock.now() })
      .where(
        and(
          eq(notices.workspaceId, workspaceId),
          eq(notices.userId, ""),
          gte(notices.key, key),
          lt(notices.key, `${key}${LAST}`),
          isNull(notices.resolvedAtMs),
        ),
      ),
    outboxRow(ctx, "notices.resolved", { workspaceId, kind }),
  ];
}

import { and, desc, isNull, lt } from "drizzle-orm";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { ParkedJobView } from "./schema.ts";
import { parkedJobs } from "./tables.ts";

const PAGE_MAX = 100;

/** Jobs that wait for a replay, newest first. For the operator. */
export async function listParked(
  ctx: Ctx,
  { cursor, limit = 50 }: { cursor?: string; limit?: number } = {},
): Promise<{ items: ParkedJobView[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const size = Math.min(Math.max(limit, 1), PAGE_MAX);
  const waiting = isNull(parkedJobs.replayedAtMs);
  const rows = await ctx.db
    .select()
    .from(parkedJobs)
    .where(cursor === undefined ? waiting : and(waiting, lt(parkedJobs.id, cursor)))
    .orderBy(desc(parkedJobs.id))
    .limit(size + 1);
  const items = rows.slice(0, size);
  return { items, nextCursor: rows.length > size ? (items.at(-1)?.id ?? null) : null };
}

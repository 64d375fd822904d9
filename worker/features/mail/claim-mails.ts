import { and, type SQL, sql } from "drizzle-orm";
import { MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { type MailLane, mailLanes } from "./schema.ts";
import { mails } from "./tables.ts";

/** Longer than a group of mails takes; whoever is gone loses their claim after it. */
export const CLAIM_MS = 10 * MINUTE_MS;
/** Claimed at once by one job. */
export const CLAIMED_MAX = 80;
/** Under way at once, over all jobs: how hard a transport is pressed. What someone waits for does not wait. */
const UNDER_WAY_MAX = 640;

export type MailRow = typeof mails.$inferSelect;

function dueIn(lane: MailLane, rank: number, nowMs: number): SQL {
  return sql`SELECT * FROM (SELECT id, ${rank} AS rank FROM mails INDEXED BY mails_due WHERE lane = ${lane} AND next_try_at_ms <= ${nowMs} AND +state = 'waiting' ORDER BY next_try_at_ms LIMIT ${CLAIMED_MAX})`;
}

/**
 * Takes mails whose turn has come, at most 80: that of `firstId` before all others, then what someone
 * waits for, then the rest by age. Each is claimed by one caller only, and with every claim its fence
 * rises.
 */
export async function claimMails(ctx: Ctx, firstId?: string): Promise<MailRow[]> {
  const nowMs = ctx.clock.now();
  const first = sql`SELECT id, -1 AS rank FROM mails WHERE id = ${firstId ?? ""}`;
  const due = sql.join(
    [first, ...mailLanes.map((lane, rank) => dueIn(lane, rank, nowMs))],
    sql` UNION ALL `,
  );
  const rows = await ctx.db
    .update(mails)
    .set({
      state: "sending",
      fence: sql`${mails.fence} + 1`,
      nextTryAtMs: nowMs + CLAIM_MS,
      firstTryAtMs: sql`coalesce(${mails.firstTryAtMs}, ${nowMs})`,
    })
    .where(
      sql`${mails.id} IN (SELECT id FROM (${due}) ORDER BY rank LIMIT ${CLAIMED_MAX}) AND ${mails.state} = 'waiting' AND ${mails.nextTryAtMs} <= ${nowMs} AND (${mails.lane} = 'urgent' OR (SELECT count(*) FROM mails AS busy WHERE busy.state = 'sending') < ${UNDER_WAY_MAX})`,
    )
    .returning();
  const rankOf = (row: MailRow) => (row.id === firstId ? -1 : mailLanes.indexOf(row.lane));
  return rows.toSorted((a, b) => rankOf(a) - rankOf(b) || a.createdAtMs - b.createdAtMs);
}

/** Holds for mails whose turn has come or whose claim has lapsed; written so that an index finds them. */
export function isDue(nowMs: number): SQL {
  return sql`${mails.lane} IN ('urgent', 'normal', 'bulk') AND ${mails.nextTryAtMs} <= ${nowMs}`;
}

export async function isAnyDue(ctx: Ctx): Promise<boolean> {
  const row = await ctx.db
    .select({ id: mails.id })
    .from(mails)
    .where(and(isDue(ctx.clock.now()), sql`+${mails.state} = 'waiting'`))
    .limit(1)
    .get();
  return row !== undefined;
}

/** Holds for a row that its claimer still holds. */
export function isHeld(row: Pick<MailRow, "id" | "fence">): SQL {
  return sql`${mails.id} = ${row.id} AND ${mails.fence} = ${row.fence} AND ${mails.state} = 'sending'`;
}

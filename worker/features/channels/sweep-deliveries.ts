import { and, asc, count, eq, inArray, lte, ne } from "drizzle-orm";
import { DAY_MS, MINUTE_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { announceDeliveries } from "./announce-deliveries.ts";
import { noticeDeliveries } from "./tables.ts";

const SWEEP_MAX = 500;
const KEPT_MS = 30 * DAY_MS;

const isPending = eq(noticeDeliveries.state, "pending");

/** Announces deliveries whose turn has come, oldest first, at most 500; answers how many. For jobs. */
export async function sweepNoticeDeliveries(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const due = await ctx.db
    .select({ id: noticeDeliveries.id })
    .from(noticeDeliveries)
    .where(and(isPending, lte(noticeDeliveries.nextTryAtMs, ctx.clock.now())))
    .orderBy(asc(noticeDeliveries.nextTryAtMs))
    .limit(SWEEP_MAX);
  const ids = due.map(({ id }) => id);
  if (ids.length > 0) await announceDeliveries(ctx, ids);
  return ids.length;
}

/**
 * Announces everything that was due or under way: for a local product that starts again, where no
 * attempt of before can still be running. Answers how many. For jobs.
 */
export async function recoverNoticeDeliveries(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const now = ctx.clock.now();
  await ctx.db
    .update(noticeDeliveries)
    .set({ nextTryAtMs: now })
    .where(and(isPending, lte(noticeDeliveries.nextTryAtMs, now + MINUTE_MS)));
  return await sweepNoticeDeliveries(ctx);
}

/** How many deliveries are due. For jobs. */
export async function countDueNoticeDeliveries(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const due = await ctx.db
    .select({ deliveries: count() })
    .from(noticeDeliveries)
    .where(and(isPending, lte(noticeDeliveries.nextTryAtMs, ctx.clock.now())))
    .get();
  return due?.deliveries ?? 0;
}

/** Forgets deliveries that ended 30 days ago, at most 500; answers how many. For jobs. */
export async function expireNoticeDeliveries(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const old = ctx.db
    .select({ id: noticeDeliveries.id })
    .from(noticeDeliveries)
    .where(
      and(
        ne(noticeDeliveries.state, "pending"),
        lte(noticeDeliveries.createdAtMs, ctx.clock.now() - KEPT_MS),
      ),
    )
    .limit(SWEEP_MAX);
  const gone = await ctx.db
    .delete(noticeDeliveries)
    .where(inArray(noticeDeliveries.id, old))
    .returning({ id: noticeDeliveries.id });
  return gone.length;
}

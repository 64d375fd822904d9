import { and, eq, inArray, sql } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { noticeDeliveries } from "./tables.ts";

type Delivery = typeof noticeDeliveries.$inferSelect;

/** The newest delivery to each of these channels or devices. */
export async function lastDeliveries(
  ctx: Ctx,
  targetIds: Delivery["targetId"][],
): Promise<Map<Delivery["targetId"], Delivery>> {
  if (targetIds.length === 0) return new Map();
  const newest = sql`(SELECT MAX(newer.id) FROM notice_deliveries AS newer WHERE newer.target_id = ${noticeDeliveries.targetId})`;
  const rows = await ctx.db
    .select()
    .from(noticeDeliveries)
    .where(and(inArray(noticeDeliveries.targetId, targetIds), eq(noticeDeliveries.id, newest)));
  return new Map(rows.map((row) => [row.targetId, row]));
}

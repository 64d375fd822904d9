import { and, asc, eq, isNull } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { requireChannels } from "./access.ts";
import { lastDeliveries } from "./last-deliveries.ts";
import type { ChannelView } from "./schema.ts";
import { noticeChannels } from "./tables.ts";
import { toChannelView } from "./to-channel-view.ts";

/**
 * The channels of the workspace, oldest first, each with its last delivery. For those who may see
 * webhooks.
 */
export async function listChannels(ctx: Ctx): Promise<ChannelView[]> {
  const { id } = requireChannels(ctx, "webhooks.read");
  const rows = await ctx.db
    .select()
    .from(noticeChannels)
    .where(and(eq(noticeChannels.workspaceId, id), isNull(noticeChannels.deletedAtMs)))
    .orderBy(asc(noticeChannels.createdAtMs), asc(noticeChannels.id));
  const last = await lastDeliveries(
    ctx,
    rows.map((row) => row.id),
  );
  return rows.map((row) => toChannelView(row, last.get(row.id)));
}

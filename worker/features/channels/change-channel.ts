import { and, eq, isNull } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireChannel } from "./access.ts";
import { lastDeliveries } from "./last-deliveries.ts";
import { ChannelChange, type ChannelView } from "./schema.ts";
import { noticeChannels } from "./tables.ts";
import { toChannelView } from "./to-channel-view.ts";

/**
 * Changes what is given of a channel. Switching it on again forgets how long it failed. For those
 * who may change webhooks. Another workspace's is `not-found`. Safe to repeat.
 */
export async function updateChannel(
  ctx: Ctx,
  id: string,
  input: ChannelChange,
): Promise<ChannelView> {
  const row = await requireChannel(ctx, id);
  const { name, topics, state } = parseInput(ChannelChange, input);
  const isRestarted = state === "active" && row.state !== "active";
  // What is not given stays as it is then, not as it was read: another tab may have changed it.
  const changed = {
    ...(name === undefined ? {} : { name }),
    ...(topics === undefined ? {} : { topics: [...new Set(topics)] }),
    ...(state === undefined ? {} : { state, disabledReason: null }),
    ...(isRestarted ? { failingSinceAtMs: null } : {}),
    updatedAtMs: ctx.clock.now(),
  };
  const isThere = and(eq(noticeChannels.id, row.id), isNull(noticeChannels.deletedAtMs));
  await runBatch(ctx.db, [
    ctx.db.update(noticeChannels).set(changed).where(isThere),
    auditRow(ctx, "notice-channel.updated", row.id, { changed: Object.keys(input) }),
  ]);
  const last = await lastDeliveries(ctx, [row.id]);
  return toChannelView({ ...row, ...changed }, last.get(row.id));
}

/**
 * Deletes a channel: nothing more is sent to it, and its address and secret are forgotten. For those
 * who may change webhooks. Another workspace's, or one that was deleted, is `not-found`.
 */
export async function deleteChannel(ctx: Ctx, id: string): Promise<void> {
  const row = await requireChannel(ctx, id);
  const now = ctx.clock.now();
  await runBatch(ctx.db, [
    ctx.db
      .update(noticeChannels)
      .set({ state: "off", sealedUrl: "", sealedSecret: null, updatedAtMs: now, deletedAtMs: now })
      .where(and(eq(noticeChannels.id, row.id), isNull(noticeChannels.deletedAtMs))),
    auditRow(ctx, "notice-channel.deleted", row.id),
  ]);
}

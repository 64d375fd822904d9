import { and, eq, inArray, isNull } from "drizzle-orm";
import { type Id, newId, type UserId } from "#core/ids";
import { announceNotice, findNotice, listReaders } from "#features/notices";
import { noticeTopics } from "#features/notices/schema";
import { listWanting, quietEndsAtMs } from "#features/preferences";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { announceDeliveries } from "./announce-deliveries.ts";
import { isUrgentNotice } from "./describe-notice.ts";
import { noticeChannels, noticeDeliveries, pushDevices } from "./tables.ts";

type Notice = NonNullable<Awaited<ReturnType<typeof findNotice>>>;
type Target = { id: (typeof noticeDeliveries.$inferSelect)["targetId"]; fromMs: number };

/** Rows in one statement; D1 binds at most 100 values. */
const ROWS_MAX = 10;

/** Channels that want to hear of it. What is for one member alone is nobody else's business. */
async function findChannels(ctx: Ctx, { workspaceId, userId, kind }: Notice): Promise<Target[]> {
  if (userId !== "") return [];
  const topic = noticeTopics[kind];
  const channels = await ctx.db
    .select({ id: noticeChannels.id, topics: noticeChannels.topics })
    .from(noticeChannels)
    .where(
      and(
        eq(noticeChannels.workspaceId, workspaceId),
        eq(noticeChannels.state, "active"),
        isNull(noticeChannels.deletedAtMs),
      ),
    );
  const fromMs = ctx.clock.now();
  return channels
    .filter(({ topics }) => topics.some((one) => one === topic))
    .map(({ id }) => ({ id, fromMs }));
}

/** From when a person may be disturbed with it. */
async function fromWhen(ctx: Ctx, userId: UserId, { kind }: Notice): Promise<number> {
  const now = ctx.clock.now();
  return isUrgentNotice(kind) ? now : ((await quietEndsAtMs(ctx, userId)) ?? now);
}

/** Browsers of those whom it is for and who want it pushed. */
async function findDevices(ctx: Ctx, notice: Notice): Promise<Target[]> {
  const readers = await listReaders(ctx, notice);
  const devices: { id: Id<"push">; userId: UserId }[] = [];
  for (let at = 0; at < readers.length; at += 90) {
    const userIds = readers.slice(at, at + 90).map(({ userId }) => userId);
    const topic = noticeTopics[notice.kind];
    const wanting = await listWanting(ctx, userIds, { topic, channel: "push" });
    if (wanting.length === 0) continue;
    const found = await ctx.db
      .select({ id: pushDevices.id, userId: pushDevices.userId })
      .from(pushDevices)
      .where(inArray(pushDevices.userId, wanting));
    devices.push(...found);
  }
  const users = [...new Set(devices.map(({ userId }) => userId))];
  const times = new Map<UserId, number>();
  for (const userId of users) times.set(userId, await fromWhen(ctx, userId, notice));
  return devices.map(({ id, userId }) => ({ id, fromMs: times.get(userId) ?? ctx.clock.now() }));
}

function deliveryOf(notice: Notice, { id: targetId, fromMs }: Target, nowMs: number) {
  return {
    id: newId("ndl", nowMs),
    noticeId: notice.id,
    targetId,
    state: "pending",
    tries: 0,
    nextTryAtMs: fromMs,
    createdAtMs: nowMs,
  } as const;
}

/**
 * Tells a notice on: open tabs at once; the workspace's channels and its readers' browsers by a
 * delivery each, made once however often this runs. A notice that was never written, because its
 * occasion had been told before, is told nowhere; one that has been dealt with disturbs nobody.
 */
export async function fanOutNotice(ctx: Ctx, id: Id<"ntc">): Promise<void> {
  const notice = await findNotice(ctx, id);
  if (notice === undefined) return;
  await announceNotice(ctx, notice);
  if (notice.resolvedAtMs !== null) return;
  const targets = [...(await findChannels(ctx, notice)), ...(await findDevices(ctx, notice))];
  const now = ctx.clock.now();
  const rows = targets.map((target) => deliveryOf(notice, target, now));
  for (let at = 0; at < rows.length; at += ROWS_MAX) {
    const part = rows.slice(at, at + ROWS_MAX);
    await runBatch(ctx.db, [ctx.db.insert(noticeDeliveries).values(part).onConflictDoNothing()]);
  }
  const due = rows.filter(({ nextTryAtMs }) => nextTryAtMs <= now).map((row) => row.id);
  if (due.length > 0) await announceDeliveries(ctx, due);
}

import { and, eq, isNull, type SQL, sql } from "drizzle-orm";
import type { Id } from "#core/ids";
import { findNotice } from "#features/notices";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { claimOf, isClaimed, isFailingTooLong, whileClaimed } from "#platform/deliveries";
import { announceRetry } from "./announce-deliveries.ts";
import { describeNotice, describeTest } from "./describe-notice.ts";
import { disableChannel } from "./disable-channel.ts";
import type { ChannelMessage } from "./format-message.ts";
import { decideDelayMs, isGone } from "./retry-rules.ts";
import { sendToChannel } from "./send-to-channel.ts";
import { sendPush } from "./send-push.ts";
import { noticeChannels, noticeDeliveries, pushDevices } from "./tables.ts";

type Delivery = typeof noticeDeliveries.$inferSelect;
type Channel = typeof noticeChannels.$inferSelect;
type Device = typeof pushDevices.$inferSelect;
type Outcome = Awaited<ReturnType<typeof sendPush>>;
type Target = { kind: "channel"; row: Channel } | { kind: "push"; row: Device };

/** Takes a delivery whose turn has come; undefined when another was faster or it is not its turn. */
async function claim(ctx: Ctx, id: Id<"ndl">): Promise<Delivery | undefined> {
  const { set, where } = claimOf(noticeDeliveries, id, ctx.clock.now());
  const [row] = await ctx.db.update(noticeDeliveries).set(set).where(where).returning();
  return row;
}

/** The row of how a claimed delivery goes on, which does nothing when its claim was lost meanwhile. */
function conclusion(ctx: Ctx, delivery: Delivery, outcome: Partial<Delivery>): Statement {
  return ctx.db.update(noticeDeliveries).set(outcome).where(isClaimed(noticeDeliveries, delivery));
}

async function findTarget(ctx: Ctx, { targetId }: Delivery): Promise<Target | undefined> {
  if (targetId.startsWith("push_")) {
    const isIt = eq(pushDevices.id, targetId as Id<"push">);
    const row = await ctx.db.select().from(pushDevices).where(isIt).get();
    return row && { kind: "push", row };
  }
  const isIt = eq(noticeChannels.id, targetId as Id<"nch">);
  const row = await ctx.db
    .select()
    .from(noticeChannels)
    .where(and(isIt, isNull(noticeChannels.deletedAtMs)))
    .get();
  return row && { kind: "channel", row };
}

async function messageFor(
  ctx: Ctx,
  delivery: Delivery,
  { kind, row }: Target,
): Promise<ChannelMessage | undefined> {
  if (delivery.noticeId === null) {
    const href = kind === "push" ? "/account/notifications" : "/workspace/channels";
    return describeTest(row.locale, ctx.origin, {
      id: delivery.id,
      href,
      atMs: delivery.createdAtMs,
    });
  }
  const notice = await findNotice(ctx, delivery.noticeId);
  return notice && describeNotice(notice, row.locale, ctx.origin);
}

function failingRows(ctx: Ctx, delivery: Delivery, { kind, row }: Target, since: SQL): Statement[] {
  if (kind === "push") return [];
  return [
    ctx.db
      .update(noticeChannels)
      .set({ failingSinceAtMs: since })
      .where(and(eq(noticeChannels.id, row.id), whileClaimed(noticeDeliveries, delivery))),
  ];
}

/** A browser that has ended its subscription is no device any more. */
function goneRows(ctx: Ctx, { kind, row }: Target): Statement[] {
  if (kind !== "push") return [];
  return [
    ctx.db.delete(pushDevices).where(eq(pushDevices.id, row.id)),
    auditRow(ctx, "push-device.gone", row.userId, { label: row.label }),
  ];
}

async function fail(ctx: Ctx, delivery: Delivery, target: Target, outcome: Outcome): Promise<void> {
  const now = ctx.clock.now();
  const { status, failure, retryAfterMs } = outcome;
  const isTest = delivery.noticeId === null;
  const gone = isGone(target.kind === "push" ? "push" : target.row.kind, status);
  const delayMs = gone || isTest ? undefined : decideDelayMs(delivery.tries, retryAfterMs);
  const last = { lastStatus: status, lastFailure: failure };
  const ended = { state: "failed", nextTryAtMs: null, endedAtMs: now } as const;
  const goesOn = delayMs === undefined ? ended : { nextTryAtMs: now + delayMs };
  const since = sql`COALESCE(${noticeChannels.failingSinceAtMs}, ${now})`;
  await runBatch(ctx.db, [
    ...(isTest ? [] : failingRows(ctx, delivery, target, since)),
    conclusion(ctx, delivery, { ...goesOn, ...last }),
    ...(gone ? goneRows(ctx, target) : []),
  ]);
  if (target.kind === "channel" && !isTest) {
    if (gone) await disableChannel(ctx, target.row, "gone");
    else if (isFailingTooLong(target.row.failingSinceAtMs, now)) {
      await disableChannel(ctx, target.row, "failing");
    }
  }
  if (delayMs !== undefined) await announceRetry(ctx, delivery.id, delayMs);
}

async function attempt(
  ctx: Ctx,
  delivery: Delivery,
  target: Target,
  message: ChannelMessage,
): Promise<void> {
  const outcome =
    target.kind === "push"
      ? await sendPush(ctx, target.row, message)
      : await sendToChannel(ctx, target.row, message, delivery);
  if (outcome.failure !== null) {
    await fail(ctx, delivery, target, outcome);
    return;
  }
  await runBatch(ctx.db, [
    ...failingRows(ctx, delivery, target, sql`NULL`),
    conclusion(ctx, delivery, {
      state: "succeeded",
      nextTryAtMs: null,
      lastStatus: outcome.status,
      lastFailure: null,
      endedAtMs: ctx.clock.now(),
    }),
  ]);
}

/**
 * Makes the attempt that is due of a delivery and writes down what came of it. A delivery is never
 * attempted twice at the same time; after a crash in the middle it is attempted again. A browser that
 * has ended its subscription is forgotten; a channel that is gone, or has failed for five days, is
 * switched off. Does nothing for a delivery that has ended, waits, or is another's at the moment.
 */
export async function deliverNotice(ctx: Ctx, id: Id<"ndl">): Promise<void> {
  const delivery = await claim(ctx, id);
  if (delivery === undefined) return;
  const target = await findTarget(ctx, delivery);
  const isTest = delivery.noticeId === null;
  const isReady =
    target !== undefined && (target.kind === "push" || target.row.state === "active" || isTest);
  const message = isReady ? await messageFor(ctx, delivery, target) : undefined;
  if (!isReady || message === undefined) {
    const endedAtMs = ctx.clock.now();
    const ended = { state: "failed", nextTryAtMs: null, lastFailure: "inactive" } as const;
    await runBatch(ctx.db, [conclusion(ctx, delivery, { ...ended, endedAtMs })]);
    return;
  }
  await attempt(ctx, delivery, target, message);
}

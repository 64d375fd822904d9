import { eq } from "drizzle-orm";
import { invariant } from "#core/assert";
import { newId } from "#core/ids";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { admitTest, requireChannel, requireDevice } from "./access.ts";
import { deliverNotice } from "./deliver-notice.ts";
import type { LastDelivery } from "./schema.ts";
import { noticeDeliveries } from "./tables.ts";
import { toLastDelivery } from "./to-channel-view.ts";

type TargetId = (typeof noticeDeliveries.$inferSelect)["targetId"];

async function test(ctx: Ctx, targetId: TargetId): Promise<LastDelivery> {
  const now = ctx.clock.now();
  const id = newId("ndl", now);
  await runBatch(ctx.db, [
    ctx.db.insert(noticeDeliveries).values({
      id,
      noticeId: null,
      targetId,
      state: "pending",
      tries: 0,
      nextTryAtMs: now,
      createdAtMs: now,
    }),
    auditRow(ctx, "notice-channel.tested", targetId),
  ]);
  await deliverNotice(ctx, id);
  const row = await ctx.db.select().from(noticeDeliveries).where(eq(noticeDeliveries.id, id)).get();
  const last = toLastDelivery(row);
  invariant(last !== null, "a delivery that was made is there");
  return last;
}

/**
 * Sends a test to a channel at once, also to one that is switched off, and answers with what came of
 * it; at most about 20 s. It is tried once and says nothing about the channel's health. For those
 * who may change webhooks, 20 times a minute. Another workspace's channel is `not-found`.
 */
export async function testChannel(ctx: Ctx, id: string): Promise<LastDelivery> {
  const channel = await requireChannel(ctx, id);
  await admitTest(ctx, channel.workspaceId);
  return await test(ctx, channel.id);
}

/** Pushes a test to a browser of the person; see `testChannel`. Another's is `not-found`. */
export async function testDevice(ctx: Ctx, id: string): Promise<LastDelivery> {
  const device = await requireDevice(ctx, id);
  await admitTest(ctx, device.userId);
  return await test(ctx, device.id);
}

import { type Id, newId } from "#core/ids";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { sendWork, sendWorkLater, type WorkMessage } from "#platform/queue";

/** Longer waits are the five-minutely sweep's. */
const QUEUED_DELAY_MS_MAX = 300 * SECOND_MS;

function messageOf(ctx: Ctx, deliveryId: Id<"ndl">): WorkMessage {
  const id = newId("obx", ctx.clock.now());
  return { id, type: "channels.delivery-due", payload: { deliveryId } };
}

/**
 * Says that deliveries are due. What cannot be said is not lost: the sweep finds the rows, which are
 * their own outbox.
 */
export async function announceDeliveries(ctx: Ctx, ids: Id<"ndl">[]): Promise<void> {
  try {
    await sendWork(
      ctx.queue,
      ids.map((id) => messageOf(ctx, id)),
    );
  } catch (cause) {
    ctx.log.error("channels.not-announced", cause, { deliveries: ids.length });
  }
}

/** Announces a delivery for its next try, when that is near enough. */
export async function announceRetry(ctx: Ctx, id: Id<"ndl">, delayMs: number): Promise<void> {
  if (delayMs > QUEUED_DELAY_MS_MAX) return;
  try {
    await sendWorkLater(ctx.queue, messageOf(ctx, id), Math.ceil(delayMs / SECOND_MS));
  } catch (cause) {
    ctx.log.error("channels.not-announced", cause, { deliveryId: id });
  }
}

import { newId } from "#core/ids";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { sendWork, sendWorkLater, type WorkMessage } from "#platform/queue";

/** Longer waits are the five-minutely sweep's. */
const QUEUED_DELAY_MS_MAX = 300 * SECOND_MS;

/**
 * Says that mails are due, or will be after a while. What cannot be said is not lost: the sweep finds
 * the rows, which are their own outbox.
 */
export async function announceMails(ctx: Ctx, afterMs = 0): Promise<void> {
  if (afterMs > QUEUED_DELAY_MS_MAX) return;
  const message: WorkMessage = { id: newId("obx", ctx.clock.now()), type: "mail.due", payload: {} };
  try {
    if (afterMs === 0) await sendWork(ctx.queue, [message]);
    else await sendWorkLater(ctx.queue, message, Math.ceil(afterMs / SECOND_MS));
  } catch (cause) {
    ctx.log.error("mail.not-announced", cause);
  }
}

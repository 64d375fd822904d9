import { newId } from "#core/ids";
import { SECOND_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { sendWork, sendWorkLater, type WorkMessage } from "#platform/queue";

/** Longer waits are the five-minutely sweep's. */
const QUEUED_DELAY_MS_MAX = 300 * SECOND_MS;

function messageOf(ctx: Ctx): WorkMessage {
  return { id: newId("obx", ctx.clock.now()), type: "mail.due", payload: {} };
}

/**
 * Says that mails are due, or will be after a while. What cannot be said is not lost: the sweep finds
 * the rows, which are their own outbox. Several `jobs` work side by side where much is due.
 */
export async function announceMails(ctx: Ctx, afterMs = 0, jobs = 1): Promise<void> {
  if (afterMs > QUEUED_DELAY_MS_MAX) return;
  try {
    if (afterMs === 0)
      await sendWork(
        ctx.queue,
        Array.from({ length: jobs }, () => messageOf(ctx)),
      );
    else await sendWorkLater(ctx.queue, messageOf(ctx), Math.ceil(afterMs / SECOND_MS));
  } catch (cause) {
    ctx.log.error("mail.not-announced", cause);
  }
}

import type { Ctx } from "./ctx.ts";
import type { WorkMessageType, WorkMessages } from "./queue.ts";

/**
 * What a feature does with the queue messages that are its own. Delivery is at least once and in no
 * order: a handler may see a message twice. Throwing means "try again later".
 */
export type JobHandlers = {
  [T in WorkMessageType]?: (ctx: Ctx, payload: WorkMessages[T], messageId: string) => Promise<void>;
};

/** A scheduled job: runs now and answers with what it did, for its row in `cron_runs`. */
export type CronJob = (ctx: Ctx) => Promise<Record<string, unknown>>;

/** Thrown by a handler for a message that no retry can help; it is parked at once. */
export class NotRetryable extends Error {
  override readonly name = "NotRetryable";
}

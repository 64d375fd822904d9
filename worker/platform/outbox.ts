import { asc, inArray, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { MINUTE_MS } from "#core/time";
import type { Ctx } from "./ctx.ts";
import type { Statement } from "./db.ts";
import { outbox } from "./outbox.tables.ts";
import { sendWork, type WorkMessage, type WorkMessages, type WorkMessageType } from "./queue.ts";

/** Rows not sent after this long were left behind by the request that wrote them. */
const UNSENT_AFTER_MS = MINUTE_MS;
/** Rows sent but not consumed after this long are sent again; consumers take duplicates. */
const UNCONSUMED_AFTER_MS = 30 * MINUTE_MS;
const SWEEP_MAX = 500;
const SEND_MAX = 50;

/**
 * The row to put into the verb's own batch. The message leaves after the batch has committed, at
 * least once; its id stays the same in every delivery.
 */
export function outboxRow<T extends WorkMessageType>(
  ctx: Ctx,
  type: T,
  payload: WorkMessages[T],
): Statement {
  const id = newId("obx", ctx.clock.now());
  ctx.outboxIds.push(id);
  return ctx.db.insert(outbox).values({ id, type, payload, createdAtMs: ctx.clock.now() });
}

async function sendRows(ctx: Ctx, rows: (typeof outbox.$inferSelect)[]): Promise<number> {
  for (let from = 0; from < rows.length; from += SEND_MAX) {
    const part = rows.slice(from, from + SEND_MAX);
    const messages = part.map(({ id, type, payload }) => ({ id, type, payload }) as WorkMessage);
    await sendWork(ctx.queue, messages);
    const ids = part.map((row) => row.id);
    await ctx.db.update(outbox).set({ sentAtMs: ctx.clock.now() }).where(inArray(outbox.id, ids));
  }
  return rows.length;
}

/** Sends what was written under this ctx; what fails stays for the sweeper. */
export async function flushOutbox(ctx: Ctx): Promise<void> {
  const ids = ctx.outboxIds.splice(0);
  if (ids.length === 0) return;
  try {
    await sendRows(ctx, await ctx.db.select().from(outbox).where(inArray(outbox.id, ids)));
  } catch (cause) {
    ctx.log.error("outbox.flush-failed", cause, { outboxIds: ids });
  }
}

/** Forgets messages that were consumed or parked. */
export async function clearOutbox(ctx: Ctx, messageIds: string[]): Promise<void> {
  if (messageIds.length > 0) await ctx.db.delete(outbox).where(inArray(outbox.id, messageIds));
}

/**
 * Sends rows that got stuck, oldest first, and answers how many. `everything` takes all rows at
 * once: after an unclean stop, or to drain.
 */
export async function sweepOutbox(ctx: Ctx, everything = false): Promise<number> {
  const now = ctx.clock.now();
  const stuck = everything
    ? sql`1`
    : sql`(${outbox.sentAtMs} IS NULL AND ${outbox.createdAtMs} <= ${now - UNSENT_AFTER_MS}) OR ${outbox.sentAtMs} <= ${now - UNCONSUMED_AFTER_MS}`;
  const rows = await ctx.db
    .select()
    .from(outbox)
    .where(stuck)
    .orderBy(asc(outbox.createdAtMs))
    .limit(SWEEP_MAX);
  return await sendRows(ctx, rows);
}

import { asc, eq, inArray, lt } from "drizzle-orm";
import { newId } from "#core/ids";
import type { Ctx } from "./ctx.ts";
import type { Statement } from "./db.ts";
import { outbox } from "./outbox.tables.ts";
import { sendWork, type WorkMessage, type WorkMessages, type WorkMessageType } from "./queue.ts";

/** Rows older than this were not sent by the request that wrote them; the sweeper takes them. */
const STUCK_AFTER_MS = 60_000;
const SWEEP_MAX = 500;

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
  if (rows.length === 0) return 0;
  const messages = rows.map(({ id, type, payload }) => ({ id, type, payload }) as WorkMessage);
  await sendWork(ctx.queue, messages);
  await ctx.db.delete(outbox).where(
    inArray(
      outbox.id,
      rows.map((row) => row.id),
    ),
  );
  return rows.length;
}

/** Sends what this ctx wrote to the outbox; what fails stays for the sweeper. */
export async function flushOutbox(ctx: Ctx): Promise<void> {
  for (const id of ctx.outboxIds.splice(0)) {
    try {
      await sendRows(ctx, await ctx.db.select().from(outbox).where(eq(outbox.id, id)));
    } catch (cause) {
      ctx.log.error("outbox.flush-failed", cause, { outboxId: id });
    }
  }
}

/** Sends rows that got stuck, oldest first; answers how many. `all` also takes those just written. */
export async function sweepOutbox(ctx: Ctx, all = false): Promise<number> {
  const before = ctx.clock.now() + 1 - (all ? 0 : STUCK_AFTER_MS);
  const rows = await ctx.db
    .select()
    .from(outbox)
    .where(lt(outbox.createdAtMs, before))
    .orderBy(asc(outbox.createdAtMs))
    .limit(SWEEP_MAX);
  let sent = 0;
  const CHUNK = 50;
  for (let from = 0; from < rows.length; from += CHUNK) {
    sent += await sendRows(ctx, rows.slice(from, from + CHUNK));
  }
  return sent;
}

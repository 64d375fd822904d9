import { settingsOf } from "./create-ctx.ts";
import { clockNow } from "./clock.ts";
import { openDb } from "./db.ts";
import { outbox } from "./outbox.tables.ts";
import { sendWork, type WorkMessage } from "./queue.ts";

/**
 * Puts an object's messages on the work queue. Cloudflare's queue keeps what it took; the local one
 * is in memory, so there each message is also kept as an outbox row until it was consumed. Throws
 * when they could not be taken; the same ids again are the same messages.
 */
export async function sendObjectWork(env: Env, messages: WorkMessage[]): Promise<void> {
  const { environment, bench } = settingsOf(env);
  if (environment === "local" && messages.length > 0) {
    const now = clockNow();
    const rows = messages.map(({ id, type, payload }) => ({
      id,
      type,
      payload,
      createdAtMs: now,
      sentAtMs: now,
    }));
    await openDb(env.DB, bench).insert(outbox).values(rows).onConflictDoNothing();
  }
  await sendWork(env.WORK_QUEUE, messages);
}

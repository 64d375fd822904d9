import { sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import type { WorkMessage } from "#platform/queue";
import { parkedJobs } from "./tables.ts";

const REASON_LENGTH_MAX = 1_000;

/** Sets a queue message aside with the reason. The same message again updates its row. */
export async function parkJob(
  ctx: Ctx,
  message: WorkMessage,
  { reason, tries }: { reason: string; tries: number },
): Promise<void> {
  const now = ctx.clock.now();
  const outcome = {
    reason: reason.slice(0, REASON_LENGTH_MAX),
    tries,
    parkedAtMs: now,
    replayedAtMs: null,
  };
  await runBatch(ctx.db, [
    ctx.db
      .insert(parkedJobs)
      .values({
        id: newId("job", now),
        messageId: message.id,
        type: message.type,
        payload: message.payload,
        ...outcome,
      })
      .onConflictDoUpdate({
        target: parkedJobs.messageId,
        set: { ...outcome, tries: sql`${parkedJobs.tries} + ${tries}` },
      }),
    auditRow(ctx, "job.parked", message.id, { type: message.type }),
  ]);
}

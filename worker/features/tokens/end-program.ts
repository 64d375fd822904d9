import { and, eq, isNull } from "drizzle-orm";
import type { ProgramId, UserId } from "#core/ids";
import { limiterOf } from "#objects/limiter";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import type { EndReason } from "./schema.ts";
import { programs } from "./tables.ts";

/**
 * Ends a program's access: from the return of this call on neither its access tokens nor its refresh
 * tokens open anything, anywhere. `also` is written with it, once. Safe to repeat. The caller has
 * checked that it may.
 */
export async function endProgram(
  ctx: Ctx,
  program: { id: ProgramId; userId: UserId; endedAtMs: number | null },
  reason: EndReason,
  also: Statement[] = [],
): Promise<void> {
  if (program.endedAtMs === null) {
    await runBatch(ctx.db, [
      ctx.db
        .update(programs)
        .set({ endedAtMs: ctx.clock.now(), endReason: reason })
        .where(and(eq(programs.id, program.id), isNull(programs.endedAtMs))),
      auditRow(ctx, "program.ended", program.id, { reason }),
      ...also,
    ]);
  }
  await limiterOf(ctx.env, `user:${program.userId}`).bumpEpoch();
}

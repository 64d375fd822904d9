import { and, count, eq } from "drizzle-orm";
import { listOperators } from "#features/identity";
import { mailRows } from "#features/mail";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import type { RunRow } from "./stage.ts";
import { discrepancies, reconciliationRuns, reconciliationSeen } from "./tables.ts";

/** How many open discrepancies a run saw appear. */
export async function countAppeared(ctx: Ctx, { id }: Pick<RunRow, "id">): Promise<number> {
  const found = await ctx.db
    .select({ rows: count() })
    .from(discrepancies)
    .where(and(eq(discrepancies.appearedRunId, id), eq(discrepancies.state, "open")));
  return found[0]?.rows ?? 0;
}

/** Operators hear of new discrepancies, once per run. */
async function alertRows(ctx: Ctx, run: RunRow, appeared: number): Promise<Statement[]> {
  if (appeared === 0) return [];
  const url = new URL("/operations/reconciliation", ctx.origin).href;
  return (await listOperators(ctx)).flatMap(({ userId, name, email, locale }) =>
    mailRows(ctx, {
      to: email,
      template: "reconciliation-alert",
      locale,
      data: { name, url, open: String(appeared) },
      key: `reconciliation-alert:${run.id}:${userId}`,
    }),
  );
}

/** What ends a run: its row, what it kept only for itself, and word to the operators. */
export async function finishRows(ctx: Ctx, run: RunRow): Promise<Statement[]> {
  const appeared = await countAppeared(ctx, run);
  const { id, version, resolved, truedUp } = run;
  return [
    ctx.db
      .update(reconciliationRuns)
      .set({ state: "finished", finishedAtMs: ctx.clock.now(), appeared, version: version + 1 })
      .where(eq(reconciliationRuns.id, id)),
    ctx.db.delete(reconciliationSeen).where(eq(reconciliationSeen.runId, id)),
    auditRow(ctx, "reconciliation.finished", id, { appeared, resolved, truedUp }),
    ...(await alertRows(ctx, run, appeared)),
  ];
}

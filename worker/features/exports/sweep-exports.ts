import { and, eq, lte } from "drizzle-orm";
import { MINUTE_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { personExports } from "./tables.ts";
import { clearBucket } from "./write-archive.ts";

const STUCK_AFTER_MS = 5 * MINUTE_MS;
const AT_ONCE = 100;

/** Asks again for exports on which nobody has worked for five minutes; answers how many. For jobs. */
export async function sweepExports(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const before = ctx.clock.now() - STUCK_AFTER_MS;
  const stuck = await ctx.db
    .select({ id: personExports.id })
    .from(personExports)
    .where(and(eq(personExports.state, "running"), lte(personExports.updatedAtMs, before)))
    .limit(AT_ONCE);
  await runBatch(
    ctx.db,
    stuck.map(({ id }) => outboxRow(ctx, "exports.continue", { exportId: id })),
  );
  return stuck.length;
}

/** Takes archives out of the bucket after their seven days; answers how many. For jobs. */
export async function expireExports(ctx: Ctx): Promise<number> {
  requireOperator(ctx);
  const over = await ctx.db
    .select({ id: personExports.id })
    .from(personExports)
    .where(and(eq(personExports.state, "ready"), lte(personExports.expiresAtMs, ctx.clock.now())))
    .limit(AT_ONCE);
  for (const { id } of over) {
    await clearBucket(ctx, id, true);
    await runBatch(ctx.db, [
      ctx.db.update(personExports).set({ state: "expired" }).where(eq(personExports.id, id)),
      auditRow(ctx, "export.expired", id),
    ]);
  }
  return over.length;
}

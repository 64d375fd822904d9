import { and, asc, eq, gt, ne, or, isNull } from "drizzle-orm";
import type { Id } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import { isStripeConnected } from "#platform/stripe";
import type { DiscrepancyDraft } from "./decide-discrepancies.ts";
import { type DiscrepancyRow, recheck } from "./recheck.ts";
import { recordRows } from "./record-discrepancies.ts";
import type { RunRow, Step } from "./stage.ts";
import { discrepancies } from "./tables.ts";

/** Each may ask Stripe or a ledger. */
const ROWS_PER_STEP = 10;

const d = discrepancies;

/** Open ones that the run did not meet: their objects lie outside of it, or they are gone. */
async function listUnmet(ctx: Ctx, run: RunRow): Promise<DiscrepancyRow[]> {
  return await ctx.db
    .select()
    .from(d)
    .where(
      and(
        eq(d.state, "open"),
        or(isNull(d.lastSeenRunId), ne(d.lastSeenRunId, run.id)),
        gt(d.id, run.after as Id<"disc">),
      ),
    )
    .orderBy(asc(d.id))
    .limit(ROWS_PER_STEP);
}

/**
 * What ends a discrepancy that is gone, by itself or fixed by somebody; nothing when it was ended
 * meanwhile.
 */
export function resolveRow(ctx: Ctx, id: DiscrepancyRow["id"], fixedBy: string | null): Statement {
  return ctx.db
    .update(d)
    .set({
      state: fixedBy === null ? "resolved-itself" : "fixed",
      resolvedAtMs: ctx.clock.now(),
      resolvedBy: fixedBy,
    })
    .where(and(eq(d.id, id), eq(d.state, "open")));
}

/** Looks at open discrepancies that the run did not meet; those that are gone have resolved. */
export async function recheckUnmet(ctx: Ctx, run: RunRow): Promise<Step> {
  const rows = await listUnmet(ctx, run);
  const still: DiscrepancyDraft[] = [];
  const gone: Statement[] = [];
  for (const row of rows) {
    if (row.lane === "money" && !isStripeConnected(ctx)) continue;
    const draft = await recheck(ctx, row);
    if (draft?.key === row.key) still.push(draft);
    else gone.push(resolveRow(ctx, row.id, null));
    // The same object is wrong in another way now.
    if (draft !== undefined && draft.key !== row.key) still.push(draft);
  }
  return {
    statements: [...recordRows(ctx, run, still), ...gone],
    after: rows.length === ROWS_PER_STEP ? (rows.at(-1)?.id ?? null) : null,
    resolved: gone.length,
  };
}

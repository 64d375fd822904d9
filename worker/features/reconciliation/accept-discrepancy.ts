import { and, eq, inArray } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { getDiscrepancyRow } from "./list-discrepancies.ts";
import { AcceptInput, type DiscrepancyView } from "./schema.ts";
import { discrepancies } from "./tables.ts";
import { toDiscrepancyView } from "./to-discrepancy-view.ts";

/**
 * Accepts a discrepancy as it is, with the reason in a note. It stays accepted while its figures stay
 * the same; other figures open it again. For the operator. Accepting it again changes the note only.
 * Refuses with `conflict` one that is gone.
 */
export async function acceptDiscrepancy(
  ctx: Ctx,
  id: string,
  input: AcceptInput,
): Promise<DiscrepancyView> {
  requireOperator(ctx);
  const { note } = parseInput(AcceptInput, input);
  const row = await getDiscrepancyRow(ctx, id);
  if (row.state !== "open" && row.state !== "accepted") {
    throw new Problem("conflict", { detail: `This discrepancy is gone: it is ${row.state}.` });
  }
  const accepted = {
    state: "accepted" as const,
    note,
    resolvedAtMs: ctx.clock.now(),
    resolvedBy: actorLabel(ctx.actor),
  };
  await runBatch(ctx.db, [
    ctx.db
      .update(discrepancies)
      .set(accepted)
      .where(and(eq(discrepancies.id, row.id), inArray(discrepancies.state, ["open", "accepted"]))),
    auditRow(ctx, "discrepancy.accepted", row.id, { type: row.type, object: row.object }),
  ]);
  return toDiscrepancyView(await getDiscrepancyRow(ctx, id));
}

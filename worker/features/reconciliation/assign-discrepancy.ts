import { eq } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { listOperators } from "#features/identity";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { getDiscrepancyRow } from "./list-discrepancies.ts";
import { AssignInput, type DiscrepancyView } from "./schema.ts";
import { discrepancies } from "./tables.ts";
import { toDiscrepancyView } from "./to-discrepancy-view.ts";

async function requireOwner(ctx: Ctx, ownerId: string): Promise<void> {
  const operators = await listOperators(ctx);
  if (operators.some(({ userId }) => userId === ownerId)) return;
  throw new Problem("invalid-input", {
    detail: "Only an operator of this deployment can take care of it.",
    errors: [{ pointer: "/ownerId", detail: "not an operator" }],
  });
}

/**
 * Gives a discrepancy to an operator to take care of, or to nobody. For the operator; safe to repeat.
 * Refuses people who are no operators with `invalid-input`.
 */
export async function assignDiscrepancy(
  ctx: Ctx,
  id: string,
  input: AssignInput,
): Promise<DiscrepancyView> {
  requireOperator(ctx);
  const { ownerId } = parseInput(AssignInput, input);
  if (ownerId !== null) await requireOwner(ctx, ownerId);
  const row = await getDiscrepancyRow(ctx, id);
  if (row.ownerId === ownerId) return toDiscrepancyView(row);
  await runBatch(ctx.db, [
    ctx.db.update(discrepancies).set({ ownerId }).where(eq(discrepancies.id, row.id)),
    auditRow(ctx, "discrepancy.assigned", row.id, { ownerId }),
  ]);
  return toDiscrepancyView({ ...row, ownerId });
}

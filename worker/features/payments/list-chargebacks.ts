import { desc } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { after, toPage } from "./page.ts";
import { type ChargebackView, ListInput, type Page } from "./schema.ts";
import { type ChargebackRow, findChargebackRow } from "./sync-dispute.ts";
import { chargebacks } from "./tables.ts";
import { toChargebackView } from "./views.ts";

/** Every chargeback, newest first. For the operator. */
export async function listChargebacks(
  ctx: Ctx,
  input: ListInput = {},
): Promise<Page<ChargebackView>> {
  requireOperator(ctx);
  const { cursor, limit } = parseInput(ListInput, input);
  const rows = await ctx.db
    .select()
    .from(chargebacks)
    .where(after({ atMs: chargebacks.openedAtMs, id: chargebacks.id }, cursor))
    .orderBy(desc(chargebacks.openedAtMs), desc(chargebacks.id))
    .limit(limit + 1);
  return toPage(rows, limit, {
    keyOf: (row) => ({ atMs: row.openedAtMs, id: row.id }),
    view: toChargebackView,
  });
}

/** The row of a chargeback, for the operator; `not-found` when there is none. */
export async function getChargebackRow(ctx: Ctx, id: string): Promise<ChargebackRow> {
  requireOperator(ctx);
  const row = await findChargebackRow(ctx, id);
  if (row === undefined) {
    throw new Problem("not-found", { detail: "There is no such chargeback." });
  }
  return row;
}

/** One chargeback. For the operator. */
export async function getChargeback(ctx: Ctx, id: string): Promise<ChargebackView> {
  return toChargebackView(await getChargebackRow(ctx, id));
}

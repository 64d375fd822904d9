import { count } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import type { Ctx } from "#platform/ctx";
import { requireDisputer } from "./access.ts";
import { decideOpening } from "./decide-opening.ts";
import { leftOf } from "./find-charge.ts";
import { findOfCharge, openOnes, requireCharge } from "./open-dispute.ts";
import { type DisputableView, Named, OPEN_MAX } from "./schema.ts";
import { disputes } from "./tables.ts";
import { toSummary } from "./to-dispute-view.ts";

/**
 * A charge of the workspace before it is disputed, named by a transaction of it or by its message:
 * what it was, and whether it can be disputed now. Refuses with `not-found` what is not the
 * workspace's, and with `conflict` what is no charge.
 */
export async function getDisputable(ctx: Ctx, input: Named): Promise<DisputableView> {
  const { workspace } = requireDisputer(ctx, "disputes.read");
  const { settle, charge, purpose } = await requireCharge(ctx, workspace, parseInput(Named, input));
  const nowMs = ctx.clock.now();
  const [row, counted] = await Promise.all([
    findOfCharge(ctx, charge.id),
    ctx.db.select({ rows: count() }).from(disputes).where(openOnes(workspace.id)).get(),
  ]);
  const { atMs: chargedAtMs, paidMicroPt } = charge;
  const leftMicroPt = leftOf(charge);
  const refusal =
    decideOpening({ chargedAtMs, paidMicroPt, leftMicroPt, nowMs }) ??
    ((counted?.rows ?? 0) >= OPEN_MAX ? "too-many" : null);
  return {
    transactionId: settle.id,
    chargeId: charge.id,
    model: purpose.model,
    chargedAtMs,
    paidMicroPt,
    leftMicroPt,
    estimated: charge.estimated,
    conversationId: purpose.conversationId ?? null,
    refusal,
    dispute: row === undefined ? null : toSummary(row, nowMs),
  };
}

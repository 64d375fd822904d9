import type { AccountId, Id } from "#core/ids";
import { requireOperator } from "#features/workspaces";
import { type GrantReply, ledgerOf } from "#objects/ledger";
import { auditRow } from "#platform/audit";
import type { Ctx, Plan } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { refusalProblem } from "./refusal-problem.ts";
import { planPeriods } from "./tables.ts";

/** What the ledger names the business object of a paid line. */
export const INVOICE_LINE_SOURCE = "stripe-invoice-line";

export interface PaidPeriod {
  accountId: AccountId;
  /** Stripe's id of the paid invoice line: it grants once, for ever. */
  lineId: string;
  plan: Plan;
  planVersionId: Id<"plan">;
  amountMicroPt: number;
  /** What the line is for. The PT expire when it ends. */
  startsAtMs: number;
  endsAtMs: number;
  /** Start of the running period. The same start adds PT and keeps what was used; a later opens one. */
  periodStartsAtMs: number;
  /** Largest share of the period's PT for advanced models, in percent; null is no cap. */
  advancedShareCapPercent: number | null;
}

/**
 * Grants the PT that a paid invoice line bought and keeps the account's periods of PT without
 * payment from renewing while it runs. Only the operator and jobs may. Safe to repeat: a line grants
 * once, and a call that was cut short is finished by the next one.
 */
export async function grantPaidPeriod(ctx: Ctx, paid: PaidPeriod): Promise<GrantReply> {
  requireOperator(ctx);
  const { accountId, lineId, plan, amountMicroPt, endsAtMs, periodStartsAtMs } = paid;
  const share = paid.advancedShareCapPercent;
  const key = `invoice-line:${lineId}`;
  const result = await ledgerOf(ctx.env, accountId).apply<"grant">({
    type: "grant",
    key,
    kind: "plan",
    amountMicroPt,
    expiresAtMs: endsAtMs,
    source: { type: INVOICE_LINE_SOURCE, id: lineId },
    period: {
      plan,
      startsAtMs: periodStartsAtMs,
      endsAtMs,
      ...(share === null ? {} : { advancedShareCapPercent: share }),
    },
  });
  if (!result.ok) throw refusalProblem(ctx, result);
  const now = ctx.clock.now();
  await runBatch(ctx.db, [
    ctx.db
      .insert(planPeriods)
      .values({
        accountId,
        key,
        plan,
        planVersionId: paid.planVersionId,
        anchorAtMs: periodStartsAtMs,
        startsAtMs: periodStartsAtMs,
        endsAtMs,
        amountMicroPt,
        grantedAtMs: now,
      })
      .onConflictDoNothing(),
    auditRow(ctx, "credits.period-paid", accountId, {
      plan,
      planVersionId: paid.planVersionId,
      lineId,
      amountMicroPt,
    }),
  ]);
  return result.value;
}

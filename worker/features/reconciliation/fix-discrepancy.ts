import { and, eq } from "drizzle-orm";
import { addMonths } from "#core/time";
import { grantPaidPeriod, grantPt } from "#features/credits";
import { syncDispute, syncInvoice, syncPaymentIntent, UnknownCustomer } from "#features/payments";
import { invoiceLines, invoices, payments, topups } from "#features/payments/tables";
import { requireOperator } from "#features/workspaces";
import { isProblem, Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { toStripeProblem } from "#platform/stripe-problem";
import type { DiscrepancyDraft } from "./decide-discrepancies.ts";
import { getDiscrepancyRow } from "./list-discrepancies.ts";
import { type DiscrepancyRow, recheck, refetch } from "./recheck.ts";
import { resolveRow } from "./recheck-stage.ts";
import { recordRows } from "./record-discrepancies.ts";
import type { DiscrepancyView } from "./schema.ts";
import { toDiscrepancyView } from "./to-discrepancy-view.ts";

const TOPUP_LIFE_MONTHS = 12;
export const FIXES_MAX = 50;

/** Grants an invoice line again as it was decided; the line itself grants once, for ever. */
async function grantLine(ctx: Ctx, lineId: string): Promise<void> {
  const found = await ctx.db
    .select({ line: invoiceLines, invoice: invoices })
    .from(invoiceLines)
    .innerJoin(invoices, eq(invoices.id, invoiceLines.invoiceId))
    .where(and(eq(invoiceLines.id, lineId), eq(invoices.status, "paid")))
    .get();
  if (found === undefined) return;
  const { line, invoice } = found;
  const { plan, planVersionId, grantMicroPt, expiresAtMs } = line;
  if (plan === null || planVersionId === null || expiresAtMs === null || !grantMicroPt) return;
  await grantPaidPeriod(ctx, {
    accountId: invoice.accountId,
    lineId,
    plan,
    planVersionId,
    amountMicroPt: grantMicroPt,
    startsAtMs: line.startsAtMs,
    endsAtMs: expiresAtMs,
    periodStartsAtMs: line.runningSinceMs ?? line.startsAtMs,
    advancedShareCapPercent: line.advancedShareCapPercent,
  });
}

/** Grants a top-up again; the payment intent itself grants once, for ever. */
async function grantTopup(ctx: Ctx, paymentIntentId: string): Promise<void> {
  const found = await ctx.db
    .select({ topup: topups, payment: payments })
    .from(payments)
    .innerJoin(topups, eq(topups.id, payments.topupId))
    .where(and(eq(payments.id, paymentIntentId), eq(payments.status, "succeeded")))
    .get();
  if (found === undefined) return;
  const { topup, payment } = found;
  await grantPt(ctx, {
    accountId: topup.accountId,
    key: `topup:${payment.id}`,
    kind: "topup",
    amountMicroPt: topup.grantMicroPt,
    expiresAtMs: addMonths(payment.createdAtMs, TOPUP_LIFE_MONTHS),
    source: { type: "stripe-payment-intent", id: payment.id },
  });
}

/** What brings the books together, by a verb that has its effect once however often it is called. */
async function applyFix(ctx: Ctx, { kind, type, object, fixId }: DiscrepancyRow): Promise<void> {
  if (fixId === null) return;
  switch (kind) {
    case "payment":
    case "refund":
      return await syncPaymentIntent(ctx, fixId);
    case "invoice":
      return await syncInvoice(ctx, fixId);
    case "chargeback":
      return await syncDispute(ctx, fixId);
    case "grant":
    case "clawback": {
      const [, source = "", id = ""] = object.split(":");
      const isTopup = source === "stripe-payment-intent";
      await (isTopup ? syncPaymentIntent(ctx, fixId) : syncInvoice(ctx, fixId));
      if (type !== "missing_grant") return;
      return await (isTopup ? grantTopup(ctx, id) : grantLine(ctx, id));
    }
    case "usage":
    case "report":
      return await refetch(ctx, object);
  }
}

/** Money that belongs to nobody here is no fault of ours, but no verb can bring it in either. */
function toFixProblem(cause: unknown): Problem | undefined {
  if (!(cause instanceof UnknownCustomer)) return toStripeProblem(cause);
  return new Problem("conflict", {
    detail:
      "No workspace belongs to this object's Stripe customer, so it cannot be brought in. Find out whose money it is, then accept it with a note.",
    cause,
  });
}

/** Fixes, then looks at both books; what Stripe refuses becomes a Problem that says so. */
async function fixAndLook(ctx: Ctx, row: DiscrepancyRow): Promise<DiscrepancyDraft | undefined> {
  try {
    await applyFix(ctx, row);
    return await recheck(ctx, row);
  } catch (cause) {
    throw toFixProblem(cause) ?? cause;
  }
}

/**
 * Brings the books together where a verb can: brings the object in anew from Stripe with its
 * effects, grants what is owed, fetches the report again. Then both books are looked at again; when
 * they agree the discrepancy is fixed, else it stays open with what was found. For the operator.
 * Safe to repeat. Refuses with `conflict` one that is not open or cannot be fixed by a verb.
 */
export async function fixDiscrepancy(ctx: Ctx, id: string): Promise<DiscrepancyView> {
  requireOperator(ctx);
  const row = await getDiscrepancyRow(ctx, id);
  if (row.state !== "open") {
    throw new Problem("conflict", { detail: `This discrepancy is not open: it is ${row.state}.` });
  }
  if (row.fixId === null) {
    throw new Problem("conflict", {
      detail: "No verb can fix this. Find out why it is there, then accept it with a note.",
    });
  }
  const still = await fixAndLook(ctx, row);
  const outcome = still === undefined ? "fixed" : "tried";
  await runBatch(ctx.db, [
    ...(still?.key === row.key ? [] : [resolveRow(ctx, row.id, actorLabel(ctx.actor))]),
    ...(still === undefined ? [] : recordRows(ctx, { id: row.lastSeenRunId ?? "" }, [still])),
    auditRow(ctx, `discrepancy.fix-${outcome}`, row.id, { type: row.type, object: row.object }),
  ]);
  return toDiscrepancyView(await getDiscrepancyRow(ctx, id));
}

/** What came of fixing several. */
export interface FixesView {
  fixed: number;
  stillOpen: number;
}

async function isFixedNow(ctx: Ctx, id: string): Promise<boolean> {
  try {
    return (await fixDiscrepancy(ctx, id)).state === "fixed";
  } catch (cause) {
    if (isProblem(cause) && cause.slug === "conflict") return false;
    throw cause;
  }
}

/** Fixes several, at most fifty, one after the other; those that cannot be fixed stay open. */
export async function fixDiscrepancies(ctx: Ctx, ids: readonly string[]): Promise<FixesView> {
  requireOperator(ctx);
  if (ids.length > FIXES_MAX) {
    throw new Problem("invalid-input", { detail: `At most ${FIXES_MAX} at once.` });
  }
  let fixed = 0;
  for (const id of ids) {
    const { state, fixable } = toDiscrepancyView(await getDiscrepancyRow(ctx, id));
    if (state !== "open" || !fixable) continue;
    if (await isFixedNow(ctx, id)) fixed += 1;
  }
  return { fixed, stillOpen: ids.length - fixed };
}

import { and, asc, eq, isNotNull, isNull, ne } from "drizzle-orm";
import type { Stripe } from "stripe";
import { isId, newId } from "#core/ids";
import { microToPt } from "#core/money";
import { webhookRows } from "#features/webhooks";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { stripeOf } from "#platform/stripe";
import type { PaymentRow } from "./bring-in-payment.ts";
import { type PaidGrant, shareMicroPt } from "./decide-clawbacks.ts";
import { toRefundEvent } from "./events.ts";
import { type RefundReason, refundReasons, type RefundState } from "./schema.ts";
import { listAll, toMs } from "./stripe-objects.ts";
import { refunds } from "./tables.ts";
import { tellRows } from "./tell.ts";

const REFUNDS_MAX = 200;
/** In a refund's metadata: the row that asked for it. */
export const REFUND_METADATA = "refund_id";

export type RefundRow = typeof refunds.$inferSelect;

export function refundStateOf(status: string | null): RefundState {
  if (status === "succeeded") return "succeeded";
  return status === "failed" || status === "canceled" ? "failed" : "pending";
}

function reasonOf(reason: string | null): RefundReason {
  return refundReasons.find((one) => one === reason) ?? "requested_by_customer";
}

/** The row of one of Stripe's refunds: ours by its mark, or a new one for what was made there. */
function refundRows(ctx: Ctx, payment: PaymentRow, refund: Stripe.Refund): Statement {
  const ours = refund.metadata?.[REFUND_METADATA];
  const state = refundStateOf(refund.status);
  const known = { stripeId: refund.id, state, failure: refund.failure_reason ?? null };
  const settled = state === "pending" ? {} : { nextCheckAtMs: null };
  if (isId("rfd", ours)) {
    const mine = and(eq(refunds.id, ours), eq(refunds.paymentIntentId, payment.id));
    return ctx.db
      .update(refunds)
      .set({ ...known, ...settled })
      .where(mine);
  }
  return ctx.db
    .insert(refunds)
    .values({
      id: newId("rfd", toMs(refund.created)),
      workspaceId: payment.workspaceId,
      paymentIntentId: payment.id,
      key: `stripe:${refund.id}`,
      ...known,
      currency: refund.currency,
      amountMinor: refund.amount,
      reason: reasonOf(refund.reason),
      requestedBy: "stripe",
      createdAtMs: toMs(refund.created),
    })
    .onConflictDoUpdate({ target: refunds.key, set: known });
}

/** Copies a payment's refunds, those that were made at Stripe's own pages too. */
export async function bringInRefunds(ctx: Ctx, payment: PaymentRow): Promise<void> {
  const stripe = await stripeOf(ctx);
  const listed = await listAll(
    stripe.refunds.list({ payment_intent: payment.id, limit: 100 }),
    REFUNDS_MAX,
  );
  if (listed.length === 0) return;
  await runBatch(
    ctx.db,
    listed.map((refund) => refundRows(ctx, payment, refund)),
  );
}

export async function listRefundRows(ctx: Ctx, paymentIntentId: string): Promise<RefundRow[]> {
  return await ctx.db
    .select()
    .from(refunds)
    .where(eq(refunds.paymentIntentId, paymentIntentId))
    .orderBy(asc(refunds.createdAtMs), asc(refunds.id));
}

/** The PT that went with the part of the money between two cumulative amounts. */
function takenBetween(
  grants: readonly PaidGrant[],
  settledMinor: number,
  { fromMinor, toMinor }: { fromMinor: number; toMinor: number },
): number {
  return grants.reduce((sum, { amountMicroPt }) => {
    const until = shareMicroPt(amountMicroPt, toMinor, settledMinor);
    return sum + until - shareMicroPt(amountMicroPt, fromMinor, settledMinor);
  }, 0);
}

async function announce(ctx: Ctx, row: RefundRow, takenMicroPt: number): Promise<void> {
  const { id, workspaceId, amountMinor, currency } = row;
  await runBatch(ctx.db, [
    ctx.db
      .update(refunds)
      .set({ announcedAtMs: ctx.clock.now() })
      .where(and(eq(refunds.id, id), isNull(refunds.announcedAtMs))),
    ...(await tellRows(ctx, {
      workspaceId,
      template: "refund-issued",
      data: { amountMinor: String(amountMinor), currency, ptTaken: microToPt(takenMicroPt) },
      path: "/billing/invoices",
      key: `refund-issued:${id}`,
    })),
    ...webhookRows(ctx, {
      workspaceId,
      type: "refund.created",
      data: toRefundEvent(row, takenMicroPt),
      key: `refund.created:${id}`,
    }),
    auditRow(ctx, "refund.issued", id, { amountMinor, currency, takenMicroPt }),
  ]);
}

/**
 * Tells the people who pay of each refund, once, with the PT that went with it: the same share of
 * what the payment had granted.
 */
export async function announceRefunds(
  ctx: Ctx,
  payment: PaymentRow,
  { grants, settledMinor }: { grants: readonly PaidGrant[]; settledMinor: number },
): Promise<void> {
  const rows = await ctx.db
    .select()
    .from(refunds)
    .where(and(eq(refunds.paymentIntentId, payment.id), ne(refunds.state, "failed")))
    .orderBy(asc(refunds.createdAtMs), asc(refunds.id));
  let toMinor = 0;
  for (const row of rows) {
    // Ours that Stripe has not answered to yet.
    if (row.stripeId === null) continue;
    const fromMinor = toMinor;
    toMinor += row.amountMinor;
    if (row.announcedAtMs !== null) continue;
    await announce(ctx, row, takenBetween(grants, settledMinor, { fromMinor, toMinor }));
  }
}

async function tellFailure(ctx: Ctx, row: RefundRow, returnedMicroPt: number): Promise<void> {
  const { id, workspaceId, amountMinor, currency, failure } = row;
  await runBatch(ctx.db, [
    ctx.db
      .update(refunds)
      .set({ failureToldAtMs: ctx.clock.now() })
      .where(and(eq(refunds.id, id), isNull(refunds.failureToldAtMs))),
    ...(await tellRows(ctx, {
      workspaceId,
      template: "refund-failed",
      data: { amountMinor: String(amountMinor), currency, ptReturned: microToPt(returnedMicroPt) },
      path: "/billing/invoices",
      key: `refund-failed:${id}`,
    })),
    auditRow(ctx, "refund.failed", id, { amountMinor, currency, failure, returnedMicroPt }),
  ]);
}

/**
 * Tells the people who pay, once, of each refund that they were told of and that their bank did not
 * take after all, with the PT that came back with it.
 */
export async function tellFailedRefunds(
  ctx: Ctx,
  payment: PaymentRow,
  { grants, settledMinor }: { grants: readonly PaidGrant[]; settledMinor: number },
): Promise<void> {
  const rows = await ctx.db
    .select()
    .from(refunds)
    .where(
      and(
        eq(refunds.paymentIntentId, payment.id),
        eq(refunds.state, "failed"),
        isNotNull(refunds.announcedAtMs),
        isNull(refunds.failureToldAtMs),
      ),
    );
  for (const row of rows) {
    const returned = { fromMinor: 0, toMinor: row.amountMinor };
    await tellFailure(ctx, row, takenBetween(grants, settledMinor, returned));
  }
}

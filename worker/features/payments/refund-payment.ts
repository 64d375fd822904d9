import { and, asc, eq, inArray, lte, ne, sql } from "drizzle-orm";
import type { Stripe } from "stripe";
import { type Id, newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { HOUR_MS, MINUTE_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, isUniqueViolation, runBatch } from "#platform/db";
import { isStripeConnected, stripeOf } from "#platform/stripe";
import {
  isRefusedByStripe,
  isStripeFailure,
  requireAnswer,
  toStripeProblem,
} from "#platform/stripe-problem";
import { asJob } from "./as-job.ts";
import { findPaymentRow, type PaymentRow } from "./bring-in-payment.ts";
import { REFUND_METADATA, type RefundRow, refundStateOf } from "./follow-refunds.ts";
import { RefundInput, type RefundView } from "./schema.ts";
import { followPayment } from "./sync-payment-intent.ts";
import { payments, refunds } from "./tables.ts";
import { toRefundView } from "./views.ts";

const SWEEP_MAX = 50;
/** After this Stripe may have forgotten the idempotency key; a repeat would refund again. */
const REPEAT_MAX_MS = 23 * HOUR_MS;

type Wanted = ReturnType<typeof RefundInput.parse>;

async function findRow(ctx: Ctx, id: string): Promise<RefundRow | undefined> {
  return await ctx.db
    .select()
    .from(refunds)
    .where(eq(refunds.id, id as Id<"rfd">))
    .get();
}

/** What Stripe has counted as refunded, and what was asked for since and has not been counted yet. */
function leftMinor(ctx: Ctx, paymentIntentId: string) {
  const asked = ctx.db
    .select({ sum: sql`COALESCE(SUM(${refunds.amountMinor}), 0)` })
    .from(refunds)
    .where(
      and(
        eq(refunds.paymentIntentId, paymentIntentId),
        eq(refunds.state, "pending"),
        sql`${refunds.stripeId} IS NULL`,
      ),
    );
  const { id, receivedMinor, refundedMinor } = payments;
  return sql`(SELECT ${receivedMinor} - ${refundedMinor} FROM ${payments} WHERE ${id} = ${paymentIntentId}) - (${asked})`;
}

async function readLeft(ctx: Ctx, payment: PaymentRow): Promise<number> {
  const row = await ctx.db
    .select({ left: sql<number>`${leftMinor(ctx, payment.id)}` })
    .from(payments)
    .where(eq(payments.id, payment.id))
    .get();
  return row?.left ?? 0;
}

function tooMuch(left: number, { currency }: PaymentRow): Problem {
  if (left <= 0) {
    return new Problem("conflict", { detail: "Everything of this payment has gone back already." });
  }
  const detail = `at most ${left} in the minor unit of ${currency} can still be refunded`;
  return new Problem("invalid-input", { detail, errors: [{ pointer: "/amountMinor", detail }] });
}

async function insert(
  ctx: Ctx,
  payment: PaymentRow,
  wanted: Wanted & { amountMinor: number },
): Promise<Id<"rfd">> {
  const now = ctx.clock.now();
  const id = newId("rfd", now);
  const { amountMinor, reason, comment = null } = wanted;
  await runBatch(ctx.db, [
    guardRow(ctx.db, sql`${leftMinor(ctx, payment.id)} >= ${amountMinor}`),
    ctx.db.insert(refunds).values({
      id,
      workspaceId: payment.workspaceId,
      paymentIntentId: payment.id,
      key: `asked:${payment.id}:${wanted.key ?? id}`,
      currency: payment.currency,
      amountMinor,
      state: "pending",
      reason,
      comment,
      requestedBy: actorLabel(ctx.actor),
      createdAtMs: now,
      nextCheckAtMs: now + 2 * MINUTE_MS,
    }),
    auditRow(ctx, "refund.requested", id, { paymentIntentId: payment.id, amountMinor, reason }),
  ]);
  return id;
}

/** The row of this refund, written before Stripe is asked; the same key gets the same row. */
async function ensureRow(ctx: Ctx, payment: PaymentRow, wanted: Wanted): Promise<RefundRow> {
  const left = await readLeft(ctx, payment);
  const amountMinor = wanted.amountMinor ?? left;
  const key = `asked:${payment.id}:${wanted.key ?? ""}`;
  const first =
    wanted.key === undefined
      ? undefined
      : await ctx.db.select().from(refunds).where(eq(refunds.key, key)).get();
  if (first !== undefined) {
    if (wanted.amountMinor === undefined || wanted.amountMinor === first.amountMinor) return first;
    throw new Problem("idempotency-key-reused");
  }
  if (amountMinor > left || amountMinor <= 0) throw tooMuch(left, payment);
  try {
    const row = await findRow(ctx, await insert(ctx, payment, { ...wanted, amountMinor }));
    if (row !== undefined) return row;
  } catch (cause) {
    if (isUniqueViolation(cause, "refunds.key")) return await ensureRow(ctx, payment, wanted);
    if (!isGuardFailure(cause)) throw cause;
  }
  throw new Problem("conflict", { detail: "Another refund of this payment was just asked for." });
}

async function fail(ctx: Ctx, row: RefundRow, failure: string): Promise<void> {
  await runBatch(ctx.db, [
    ctx.db
      .update(refunds)
      .set({ state: "failed", failure, nextCheckAtMs: null })
      .where(and(eq(refunds.id, row.id), ne(refunds.state, "succeeded"))),
    auditRow(ctx, "refund.failed", row.id, { failure }),
  ]);
}

/** One of Stripe's refunds that carries our mark: what a lost answer may have left. */
async function findLost(stripe: Stripe, row: RefundRow): Promise<Stripe.Refund | undefined> {
  const listed = await stripe.refunds.list({ payment_intent: row.paymentIntentId, limit: 100 });
  return listed.data.find(({ metadata }) => metadata?.[REFUND_METADATA] === row.id);
}

async function ask(stripe: Stripe, row: RefundRow): Promise<Stripe.Refund> {
  return requireAnswer(
    await stripe.refunds.create(
      {
        payment_intent: row.paymentIntentId,
        amount: row.amountMinor,
        reason: row.reason,
        metadata: { [REFUND_METADATA]: row.id },
      },
      { idempotencyKey: row.id },
    ),
  );
}

/**
 * Asks Stripe for a refund whose row is there, under the row's id, and follows its effects. Repeats,
 * crashes and several at once lead to one refund.
 */
async function performRefund(ctx: Ctx, row: RefundRow): Promise<void> {
  const stripe = await stripeOf(ctx);
  if (row.stripeId === null) {
    const isOld = ctx.clock.now() - row.createdAtMs > REPEAT_MAX_MS;
    try {
      const refund = isOld ? await findLost(stripe, row) : await ask(stripe, row);
      if (refund === undefined) return await fail(ctx, row, "not_started");
      await ctx.db
        .update(refunds)
        .set({
          stripeId: refund.id,
          state: refundStateOf(refund.status),
          nextCheckAtMs: ctx.clock.now() + HOUR_MS,
        })
        .where(eq(refunds.id, row.id));
    } catch (cause) {
      if (!isRefusedByStripe(cause)) throw cause;
      const failure = isStripeFailure(cause) ? (cause.code ?? cause.message) : "refused";
      await fail(ctx, row, failure);
    }
  }
  await followPayment(ctx, row.paymentIntentId);
}

/**
 * Gives money of a payment back, all that is left or a part. For the operator, with a reason; audited.
 * PT go back by the same share when Stripe has taken the refund. Refuses more than is left with
 * `invalid-input`, a payment that has gone back entirely with `conflict`, and what Stripe refuses
 * with `payment-failed`. The same `key` refunds once.
 */
export async function refundPayment(ctx: Ctx, input: RefundInput): Promise<RefundView> {
  requireOperator(ctx);
  const wanted = parseInput(RefundInput, input);
  try {
    const job = asJob(ctx);
    await followPayment(job, wanted.paymentIntentId);
    const payment = await findPaymentRow(ctx, wanted.paymentIntentId);
    if (payment === undefined) {
      throw new Problem("not-found", { detail: "There is no such payment." });
    }
    const row = await ensureRow(ctx, payment, wanted);
    if (row.state === "pending") await performRefund(job, row);
    const after = (await findRow(ctx, row.id)) ?? row;
    if (after.state === "failed" && after.stripeId === null) {
      throw new Problem("payment-failed", {
        detail: "Stripe refused the refund.",
        extensions: { refundId: row.id, reason: after.failure },
      });
    }
    return toRefundView(after);
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
}

/** Every refund of a payment, in order. For the operator. */
export async function listRefunds(ctx: Ctx, paymentIntentId: string): Promise<RefundView[]> {
  requireOperator(ctx);
  const rows = await ctx.db
    .select()
    .from(refunds)
    .where(eq(refunds.paymentIntentId, paymentIntentId))
    .orderBy(asc(refunds.createdAtMs), asc(refunds.id));
  return rows.map(toRefundView);
}

/** Goes on with refunds that a crash left behind or that the bank has not answered. For cron. */
export async function recoverRefunds(ctx: Ctx): Promise<{ looked: number; failed: number }> {
  if (!isStripeConnected(ctx)) return { looked: 0, failed: 0 };
  const now = ctx.clock.now();
  const due = await ctx.db
    .select()
    .from(refunds)
    .where(and(lte(refunds.nextCheckAtMs, now), inArray(refunds.state, ["pending"] as const)))
    .orderBy(asc(refunds.nextCheckAtMs))
    .limit(SWEEP_MAX);
  let failed = 0;
  for (const row of due) {
    try {
      await ctx.db
        .update(refunds)
        .set({ nextCheckAtMs: now + HOUR_MS })
        .where(eq(refunds.id, row.id));
      await performRefund(ctx, row);
    } catch (cause) {
      failed += 1;
      ctx.log.error("payments.refund-not-followed", cause, { refundId: row.id });
    }
  }
  return { looked: due.length, failed };
}

import { and, eq, ne, sql } from "drizzle-orm";
import { microToPt } from "#core/money";
import { addMonths } from "#core/time";
import { grantPt } from "#features/credits";
import { webhookRows } from "#features/webhooks";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { NotRetryable } from "#platform/jobs";
import type { BroughtPayment, PaymentRow } from "./bring-in-payment.ts";
import { clawBack, everReturned, listFailedRefunds, listMoneyDisputes } from "./claw-back.ts";
import { decideAfterFailure } from "./decide-auto-topup.ts";
import { type MoneyBack, type PaidGrant, takenMicroPt } from "./decide-clawbacks.ts";
import { toTopupEvent } from "./events.ts";
import { autoTopups, topups } from "./tables.ts";
import { tellRows } from "./tell.ts";

/** What the ledger names the business object of a top-up. */
export const TOPUP_SOURCE = "stripe-payment-intent";
const TOPUP_LIFE_MONTHS = 12;

export type TopupRow = typeof topups.$inferSelect;

export function topupGrant({ grantMicroPt }: TopupRow, payment: PaymentRow): PaidGrant {
  return {
    source: { type: TOPUP_SOURCE, id: payment.id },
    amountMicroPt: grantMicroPt,
    expiresAtMs: addMonths(payment.createdAtMs, TOPUP_LIFE_MONTHS),
  };
}

/** Holds while the top-up has not ended that way yet, so that its end is told once. */
function stateIsNot(ctx: Ctx, { id }: TopupRow, state: TopupRow["state"]): Statement {
  const found = ctx.db
    .select({ found: sql`1` })
    .from(topups)
    .where(and(eq(topups.id, id), ne(topups.state, state)));
  return guardRow(ctx.db, sql`EXISTS ${found}`);
}

async function runUnlessDone(ctx: Ctx, statements: Statement[]): Promise<void> {
  try {
    await runBatch(ctx.db, statements);
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
  }
}

function successRows(ctx: Ctx, { accountId, how }: TopupRow): Statement[] {
  if (how !== "automatic") return [];
  return [
    ctx.db
      .update(autoTopups)
      .set({ failures: 0, notBeforeMs: null, version: sql`${autoTopups.version} + 1` })
      .where(eq(autoTopups.accountId, accountId)),
  ];
}

async function succeed(ctx: Ctx, topup: TopupRow, payment: PaymentRow): Promise<void> {
  const { id, accountId, workspaceId, grantMicroPt, amountMinor, currency } = topup;
  if (payment.currency !== currency || payment.receivedMinor < amountMinor) {
    throw new NotRetryable(`Top-up ${id} was paid with another amount: ${payment.id}`);
  }
  if (topup.state === "succeeded" && topup.paymentIntentId === payment.id) return;
  await grantPt(ctx, {
    accountId,
    key: `topup:${payment.id}`,
    kind: "topup",
    ...topupGrant(topup, payment),
  });
  if (topup.state === "succeeded") return;
  const now = ctx.clock.now();
  await runUnlessDone(ctx, [
    stateIsNot(ctx, topup, "succeeded"),
    ctx.db
      .update(topups)
      .set({
        state: "succeeded",
        paymentIntentId: payment.id,
        failure: null,
        url: null,
        nextCheckAtMs: null,
        grantedAtMs: now,
        concludedAtMs: now,
      })
      .where(eq(topups.id, id)),
    ...successRows(ctx, topup),
    ...(await tellRows(ctx, {
      workspaceId,
      template: "receipt",
      data: {
        amountMinor: String(payment.receivedMinor),
        currency,
        description: "topup",
        invoiceNumber: id,
        pt: microToPt(grantMicroPt),
      },
      path: "/billing/top-up",
      key: `receipt:${id}`,
    })),
    ...webhookRows(ctx, {
      workspaceId,
      type: "topup.succeeded",
      data: toTopupEvent(topup, null),
      key: `topup.succeeded:${id}`,
    }),
    auditRow(ctx, "topup.succeeded", id, { paymentIntentId: payment.id, grantMicroPt }),
  ]);
}

async function failureRows(ctx: Ctx, topup: TopupRow, failure: string): Promise<Statement[]> {
  const { id, accountId, workspaceId, amountMinor, currency } = topup;
  if (topup.how !== "automatic") return [];
  const settings = await ctx.db
    .select()
    .from(autoTopups)
    .where(eq(autoTopups.accountId, accountId))
    .get();
  if (settings === undefined) return [];
  const after = decideAfterFailure(settings.failures, ctx.clock.now());
  return [
    ctx.db
      .update(autoTopups)
      .set({
        failures: after.failures,
        notBeforeMs: after.notBeforeMs,
        version: sql`${autoTopups.version} + 1`,
        ...(after.stop ? { enabled: false, stoppedBecause: "failures" as const } : {}),
      })
      .where(eq(autoTopups.accountId, accountId)),
    ...(await tellRows(ctx, {
      workspaceId,
      template: "topup-failed",
      data: {
        amountMinor: String(amountMinor),
        currency,
        reason: after.stop ? "turned_off" : failure,
      },
      path: "/billing/top-up",
      key: `topup-failed:${id}`,
    })),
  ];
}

/**
 * Ends a top-up that nothing came of; one that has succeeded stays so. Tells customers' webhooks
 * once, and for an automatic one counts the failure and writes to the people who pay.
 */
export async function endTopup(
  ctx: Ctx,
  topup: TopupRow,
  { state, failure }: { state: "failed" | "canceled"; failure: string },
): Promise<void> {
  if (topup.state !== "pending") return;
  const now = ctx.clock.now();
  const isPending = ctx.db
    .select({ found: sql`1` })
    .from(topups)
    .where(and(eq(topups.id, topup.id), eq(topups.state, "pending")));
  await runUnlessDone(ctx, [
    guardRow(ctx.db, sql`EXISTS ${isPending}`),
    ctx.db
      .update(topups)
      .set({ state, failure, url: null, nextCheckAtMs: null, concludedAtMs: now })
      .where(eq(topups.id, topup.id)),
    ...(state === "failed" ? await failureRows(ctx, topup, failure) : []),
    ...(state === "failed"
      ? webhookRows(ctx, {
          workspaceId: topup.workspaceId,
          type: "topup.failed",
          data: toTopupEvent(topup, failure),
          key: `topup.failed:${topup.id}`,
        })
      : []),
    auditRow(ctx, `topup.${state}`, topup.id, { failure }),
  ]);
}

async function takeBack(ctx: Ctx, topup: TopupRow, payment: PaymentRow): Promise<void> {
  const failedRefunds = await listFailedRefunds(ctx, [payment.id]);
  const money: MoneyBack = {
    settledMinor: payment.receivedMinor,
    returnedMinor: everReturned(payment.refundedMinor, failedRefunds),
    failedRefunds,
    chargebacks: await listMoneyDisputes(ctx, [payment.id]),
  };
  if (money.returnedMinor === 0 && money.chargebacks.length === 0) return;
  const grant = topupGrant(topup, payment);
  await clawBack(ctx, topup.accountId, { grants: [grant], money });
  await ctx.db
    .update(topups)
    .set({ takenMicroPt: takenMicroPt(grant, money) })
    .where(eq(topups.id, topup.id));
}

/** Remembers which payment it is, and the page where the bank wants to see the customer. */
async function keepPending(ctx: Ctx, topup: TopupRow, brought: BroughtPayment): Promise<void> {
  const { row, confirmUrl } = brought;
  const url = confirmUrl ?? topup.url;
  if (topup.paymentIntentId === row.id && topup.url === url) return;
  await ctx.db
    .update(topups)
    .set({ paymentIntentId: row.id, url })
    .where(and(eq(topups.id, topup.id), eq(topups.state, "pending")));
}

/**
 * Every effect of a top-up's payment as it stands: PT granted once for the payment intent, taken back
 * with the money, the end of a try that failed. Money that came always wins over an earlier end.
 */
export async function followTopup(ctx: Ctx, brought: BroughtPayment): Promise<void> {
  const { row: payment } = brought;
  if (payment.topupId === null) return;
  const topup = await ctx.db.select().from(topups).where(eq(topups.id, payment.topupId)).get();
  if (topup === undefined) return;
  switch (payment.status) {
    case "succeeded":
      await succeed(ctx, topup, payment);
      await takeBack(ctx, topup, payment);
      return;
    case "canceled":
      return await endTopup(ctx, topup, {
        state: "canceled",
        failure: payment.failure ?? "canceled",
      });
    case "requires_payment_method":
      // On Stripe's page the customer may try another card; what we charge ourselves is over.
      if (topup.how !== "checkout" && payment.failure !== null) {
        return await endTopup(ctx, topup, { state: "failed", failure: payment.failure });
      }
      return await keepPending(ctx, topup, brought);
    default:
      return await keepPending(ctx, topup, brought);
  }
}

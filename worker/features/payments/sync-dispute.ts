import { eq, sql } from "drizzle-orm";
import type { Stripe } from "stripe";
import { listOperators } from "#features/identity";
import { mailRows } from "#features/mail";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, runBatch, type Statement } from "#platform/db";
import { stripeOf, type SyncHint } from "#platform/stripe";
import { applyPayment, readGranted } from "./apply-payment.ts";
import { asJob } from "./as-job.ts";
import { bringInPayment, type PaymentRow } from "./bring-in-payment.ts";
import { takenMicroPt } from "./decide-clawbacks.ts";
import { decideDisputeFlags } from "./decide-flags.ts";
import {
  fetchObject,
  idOf,
  idOrNull,
  isKnown,
  snapshotOf,
  toMs,
  toMsOrNull,
} from "./stripe-objects.ts";
import { swap } from "./swap.ts";
import { chargebacks } from "./tables.ts";

export type ChargebackRow = typeof chargebacks.$inferSelect;

export async function findChargebackRow(ctx: Ctx, id: string): Promise<ChargebackRow | undefined> {
  return await ctx.db.select().from(chargebacks).where(eq(chargebacks.id, id)).get();
}

async function retrieve(
  ctx: Ctx,
  id: string,
  hint: SyncHint | undefined,
  appliedAtMs: number,
): Promise<Stripe.Dispute | undefined> {
  const stripe = await stripeOf(ctx);
  const fetched = await fetchObject<Stripe.Dispute>("dispute", id, () =>
    stripe.disputes.retrieve(id),
  );
  return fetched ?? snapshotOf<Stripe.Dispute>("dispute", id, hint, appliedAtMs);
}

async function findIntentId(ctx: Ctx, dispute: Stripe.Dispute): Promise<string | null> {
  const named = idOrNull(dispute.payment_intent);
  if (named !== null) return named;
  const stripe = await stripeOf(ctx);
  return idOrNull((await stripe.charges.retrieve(idOf(dispute.charge))).payment_intent);
}

function readDispute(
  dispute: Stripe.Dispute,
  known: ChargebackRow | undefined,
  hint: SyncHint | undefined,
) {
  const flags = decideDisputeFlags(
    { withdrawn: known?.withdrawn ?? false, reinstated: known?.reinstated ?? false },
    {
      status: dispute.status,
      movementsMinor: dispute.balance_transactions.map(({ amount }) => amount),
      eventType: hint?.eventType,
    },
  );
  return {
    chargeId: idOf(dispute.charge),
    currency: dispute.currency,
    amountMinor: dispute.amount,
    reason: dispute.reason,
    status: dispute.status,
    openedAtMs: toMs(dispute.created),
    dueAtMs: toMsOrNull(dispute.evidence_details.due_by),
    lastAppliedEventAtMs: Math.max(known?.lastAppliedEventAtMs ?? 0, hint?.eventCreatedAtMs ?? 0),
    ...flags,
  };
}

/** Operators hear of a chargeback once, with the date by which the bank wants evidence. */
async function openedRows(
  ctx: Ctx,
  { id, amount, currency, reason, evidence_details: details }: Stripe.Dispute,
): Promise<Statement[]> {
  const url = new URL(`/operations/chargebacks/${id}`, ctx.origin).href;
  const operators = await listOperators(ctx);
  const dueAtMs = String(toMsOrNull(details.due_by) ?? ctx.clock.now());
  return [
    ...operators.flatMap(({ userId, name, email, locale }) =>
      mailRows(ctx, {
        to: email,
        template: "chargeback-opened",
        locale,
        data: { name, url, amountMinor: String(amount), currency, reason, dueAtMs },
        key: `chargeback-opened:${id}:${userId}`,
      }),
    ),
    auditRow(ctx, "chargeback.opened", id, { amountMinor: amount, currency, reason }),
  ];
}

async function write(
  ctx: Ctx,
  dispute: Stripe.Dispute,
  {
    known,
    payment,
    hint,
  }: {
    known: ChargebackRow | undefined;
    payment: PaymentRow;
    hint: SyncHint | undefined;
  },
): Promise<void> {
  const facts = readDispute(dispute, known, hint);
  if (known !== undefined && isKnown<ChargebackRow>(known, facts)) return;
  const { id } = dispute;
  const version = known?.version ?? 0;
  const found = sql`(SELECT ${chargebacks.version} FROM ${chargebacks} WHERE ${chargebacks.id} = ${id})`;
  const { workspaceId, accountId } = payment;
  const row = {
    id,
    workspaceId,
    accountId,
    paymentIntentId: payment.id,
    takenMicroPt: 0,
    ...facts,
    version: version + 1,
  };
  await runBatch(ctx.db, [
    guardRow(ctx.db, sql`COALESCE(${found}, 0) = ${version}`),
    ctx.db
      .insert(chargebacks)
      .values(row)
      .onConflictDoUpdate({ target: chargebacks.id, set: { ...facts, version: version + 1 } }),
    ...(known === undefined ? await openedRows(ctx, dispute) : []),
    ...(known !== undefined && known.status !== facts.status
      ? [auditRow(ctx, "chargeback.moved", id, { from: known.status, to: facts.status })]
      : []),
  ]);
}

async function bringInOnce(ctx: Ctx, id: string, hint?: SyncHint) {
  const known = await findChargebackRow(ctx, id);
  const dispute = await retrieve(ctx, id, hint, known?.lastAppliedEventAtMs ?? 0);
  if (dispute === undefined) return undefined;
  const paymentIntentId = known?.paymentIntentId ?? (await findIntentId(ctx, dispute));
  const brought = paymentIntentId === null ? undefined : await bringInPayment(ctx, paymentIntentId);
  if (brought === undefined) return undefined;
  await write(ctx, dispute, { known, payment: brought.row, hint });
  return brought;
}

/** How much stands taken by this chargeback alone, for people to read. */
async function countTaken(ctx: Ctx, id: string, payment: PaymentRow): Promise<void> {
  const row = await findChargebackRow(ctx, id);
  if (row === undefined) return;
  const { grants, settledMinor } = await readGranted(ctx, payment);
  const money = { settledMinor, returnedMinor: 0, failedRefunds: [], chargebacks: [row] };
  const taken = grants.reduce((sum, grant) => sum + takenMicroPt(grant, money), 0);
  if (row.takenMicroPt === taken) return;
  await ctx.db.update(chargebacks).set({ takenMicroPt: taken }).where(eq(chargebacks.id, id));
}

/** `syncDispute` for verbs that have authorised already; answers the row afterwards. */
export async function followDispute(
  ctx: Ctx,
  id: string,
  hint?: SyncHint,
): Promise<ChargebackRow | undefined> {
  const job = asJob(ctx);
  const brought = await swap(async () => await bringInOnce(job, id, hint));
  if (brought === undefined) return undefined;
  await applyPayment(job, brought);
  await countTaken(job, id, brought.row);
  return await findChargebackRow(job, id);
}

/**
 * Brings a dispute in as Stripe has it now. Withdrawn funds take back the PT of the payment by the
 * same share, returned funds give them back, each once, whatever came in which order. Only jobs and
 * the operator may. A dispute of a payment that is not ours changes nothing.
 */
export async function syncDispute(ctx: Ctx, id: string, hint?: SyncHint): Promise<void> {
  requireOperator(ctx);
  await followDispute(ctx, id, hint);
}

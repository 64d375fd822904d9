import { eq, sql } from "drizzle-orm";
import type { Stripe } from "stripe";
import { findSubscription, syncSubscription } from "#features/billing";
import type { Ctx } from "#platform/ctx";
import { guardRow, runBatch, type Statement } from "#platform/db";
import { stripeOf, type SyncHint } from "#platform/stripe";
import type { GrantLine } from "./decide-line-grants.ts";
import { getOwner } from "./find-owner.ts";
import { type InvoiceFacts, listLines, readInvoice, readLines, statusOf } from "./read-invoice.ts";
import { fetchObject, idOrNull, isKnown, snapshotOf, toMs } from "./stripe-objects.ts";
import { swap } from "./swap.ts";
import { cards, invoiceLines, invoices } from "./tables.ts";

const INTENTS_MAX = 100;

export type InvoiceRow = typeof invoices.$inferSelect;

export interface BroughtInvoice {
  row: InvoiceRow;
  /** Payment intents that paid it or were to pay it. */
  paymentIntentIds: string[];
}

export async function findInvoiceRow(ctx: Ctx, id: string): Promise<InvoiceRow | undefined> {
  return await ctx.db.select().from(invoices).where(eq(invoices.id, id)).get();
}

async function retrieve(ctx: Ctx, id: string): Promise<Stripe.Invoice | undefined> {
  const stripe = await stripeOf(ctx);
  return await fetchObject<Stripe.Invoice>("invoice", id, () =>
    stripe.invoices.retrieve(id, { expand: ["payments"] }),
  );
}

/** Its subscription is brought in first, so that the plan is there when its PT come. */
async function bringInSubscription(ctx: Ctx, subscriptionId: string | null): Promise<void> {
  if (subscriptionId === null) return;
  if ((await findSubscription(ctx, subscriptionId)) === undefined) {
    await syncSubscription(ctx, subscriptionId);
  }
}

async function listIntents(ctx: Ctx, invoice: Stripe.Invoice): Promise<string[]> {
  const listed =
    invoice.payments?.has_more === false
      ? invoice.payments.data
      : (
          await (
            await stripeOf(ctx)
          ).invoicePayments.list({
            invoice: invoice.id,
            limit: INTENTS_MAX,
          })
        ).data;
  return listed.flatMap(({ payment }) => idOrNull(payment.payment_intent) ?? []);
}

function lineRows(
  ctx: Ctx,
  invoice: Stripe.Invoice,
  lines: readonly Stripe.InvoiceLineItem[],
  read: readonly GrantLine[],
): Statement[] {
  return lines.map((line, position) => {
    const { terms = null, isProration = false } = read[position] ?? {};
    const content = {
      invoiceId: invoice.id,
      position,
      description: line.description ?? "",
      amountMinor: line.amount,
      quantity: line.quantity ?? 1,
      proration: isProration,
      startsAtMs: toMs(line.period.start),
      endsAtMs: toMs(line.period.end),
      plan: terms?.plan ?? null,
      planVersionId: terms?.planVersionId ?? null,
      item: terms?.item ?? null,
    };
    return ctx.db
      .insert(invoiceLines)
      .values({ id: line.id, ...content })
      .onConflictDoUpdate({ target: invoiceLines.id, set: content });
  });
}

function versionIs(ctx: Ctx, id: string, version: number): Statement {
  const found = sql`(SELECT ${invoices.version} FROM ${invoices} WHERE ${invoices.id} = ${id})`;
  return guardRow(ctx.db, sql`COALESCE(${found}, 0) = ${version}`);
}

async function write(
  ctx: Ctx,
  invoice: Stripe.Invoice,
  known: InvoiceRow | undefined,
  written: { facts: InvoiceFacts; lastAppliedEventAtMs: number },
): Promise<void> {
  const { facts, lastAppliedEventAtMs } = written;
  const { id } = invoice;
  const version = known?.version ?? 0;
  const changed = { ...facts, lastAppliedEventAtMs, version: version + 1 };
  if (known !== undefined) {
    return await runBatch(ctx.db, [
      versionIs(ctx, id, version),
      ctx.db.update(invoices).set(changed).where(eq(invoices.id, id)),
    ]);
  }
  const owner = await getOwner(ctx, facts.customerId);
  const lines = await listLines(ctx, invoice);
  const none = { returnedMinor: 0, grantedMicroPt: 0, takenMicroPt: 0 };
  await runBatch(ctx.db, [
    versionIs(ctx, id, version),
    ctx.db.insert(invoices).values({ id, ...owner, ...none, ...changed }),
    // From now on the nightly job looks at the customer's card.
    ctx.db
      .insert(cards)
      .values({ customerId: facts.customerId, ...owner, checkedAtMs: 0 })
      .onConflictDoNothing(),
    ...lineRows(ctx, invoice, lines, await readLines(ctx, lines)),
  ]);
}

async function bringInOnce(
  ctx: Ctx,
  id: string,
  hint: SyncHint | undefined,
): Promise<BroughtInvoice | undefined> {
  const known = await findInvoiceRow(ctx, id);
  const appliedAtMs = known?.lastAppliedEventAtMs ?? 0;
  const invoice =
    (await retrieve(ctx, id)) ?? snapshotOf<Stripe.Invoice>("invoice", id, hint, appliedAtMs);
  const customerId = invoice === undefined ? null : idOrNull(invoice.customer);
  // A draft may still change in every respect and has no effect; only drafts can be deleted.
  if (invoice === undefined || customerId === null || statusOf(invoice) === "draft") {
    return known === undefined ? undefined : { row: known, paymentIntentIds: [] };
  }
  const facts = await readInvoice(ctx, invoice, customerId);
  const lastAppliedEventAtMs = Math.max(appliedAtMs, hint?.eventCreatedAtMs ?? 0);
  const paymentIntentIds = await listIntents(ctx, invoice);
  await bringInSubscription(ctx, facts.subscriptionId);
  if (known === undefined || !isKnown<InvoiceRow>(known, { ...facts, lastAppliedEventAtMs })) {
    await write(ctx, invoice, known, { facts, lastAppliedEventAtMs });
  }
  const row = await findInvoiceRow(ctx, id);
  return row === undefined ? undefined : { row, paymentIntentIds };
}

/**
 * Copies an invoice from Stripe as it is now, without its effects; undefined for a draft and for
 * what does not exist. The copy never goes back to an older state.
 */
export async function bringInInvoice(
  ctx: Ctx,
  id: string,
  hint?: SyncHint,
): Promise<BroughtInvoice | undefined> {
  return await swap(async () => await bringInOnce(ctx, id, hint));
}

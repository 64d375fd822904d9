import { eq } from "drizzle-orm";
import { chargebacks, invoices, payments, refunds } from "#features/payments/tables";
import type { Ctx } from "#platform/ctx";
import { stripeOf } from "#platform/stripe";
import { isMissingAtStripe } from "#platform/stripe-problem";
import { type BookEntry, type Comparison, decideDiscrepancies } from "./decide-discrepancies.ts";
import {
  chargebackAtStripe,
  chargebackOfOurs,
  invoiceAtStripe,
  invoiceOfOurs,
  paymentAtStripe,
  paymentOfOurs,
  refundAtStripe,
  refundOfOurs,
} from "./money-entries.ts";
import { withoutNothing } from "./read-stripe.ts";

export const moneyKinds = ["payment", "invoice", "refund", "chargeback"] as const;
export type MoneyKind = (typeof moneyKinds)[number];

async function unlessMissing<T>(fetching: Promise<T>): Promise<T | undefined> {
  try {
    return await fetching;
  } catch (cause) {
    if (isMissingAtStripe(cause)) return undefined;
    throw cause;
  }
}

async function fetchEntry(ctx: Ctx, kind: MoneyKind, id: string): Promise<BookEntry | undefined> {
  const stripe = await stripeOf(ctx);
  switch (kind) {
    case "payment": {
      const expand = ["latest_charge"];
      const found = await unlessMissing(stripe.paymentIntents.retrieve(id, { expand }));
      return found?.id === id ? paymentAtStripe(found) : undefined;
    }
    case "invoice": {
      const found = await unlessMissing(stripe.invoices.retrieve(id));
      return found?.id === id ? invoiceAtStripe(found) : undefined;
    }
    case "refund": {
      const found = await unlessMissing(stripe.refunds.retrieve(id));
      return found?.id === id ? refundAtStripe(found) : undefined;
    }
    case "chargeback": {
      const found = await unlessMissing(stripe.disputes.retrieve(id));
      return found?.id === id ? chargebackAtStripe(found) : undefined;
    }
  }
}

async function findOurs(ctx: Ctx, kind: MoneyKind, id: string): Promise<BookEntry | undefined> {
  switch (kind) {
    case "payment": {
      const row = await ctx.db.select().from(payments).where(eq(payments.id, id)).get();
      return row === undefined ? undefined : paymentOfOurs(row);
    }
    case "invoice": {
      const row = await ctx.db.select().from(invoices).where(eq(invoices.id, id)).get();
      return row === undefined ? undefined : invoiceOfOurs(row);
    }
    case "refund": {
      const row = await ctx.db.select().from(refunds).where(eq(refunds.stripeId, id)).get();
      return row === undefined ? undefined : refundOfOurs(row);
    }
    case "chargeback": {
      const row = await ctx.db.select().from(chargebacks).where(eq(chargebacks.id, id)).get();
      return row === undefined ? undefined : chargebackOfOurs(row);
    }
  }
}

/** Compares one of Stripe's objects with our copy, as both are now. */
export async function recheckMoney(ctx: Ctx, kind: MoneyKind, id: string): Promise<Comparison> {
  const [theirs, ours] = [await fetchEntry(ctx, kind, id), await findOurs(ctx, kind, id)];
  const left = theirs === undefined ? [] : [theirs];
  return decideDiscrepancies(...withoutNothing(left, ours === undefined ? [] : [ours]));
}

import { and, eq, lte } from "drizzle-orm";
import type { Stripe } from "stripe";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { findCustomer } from "#features/billing";
import { requirePermission, requirePerson } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { stripeOf } from "#platform/stripe";
import { isMissingAtStripe, toStripeProblem } from "#platform/stripe-problem";
import type { PaymentMethodView } from "./schema.ts";
import { idOrNull } from "./stripe-objects.ts";
import { cards } from "./tables.ts";

const METHODS_MAX = 100;
const BUSY_MS = MINUTE_MS;
const livingStatuses = new Set<string>(["active", "trialing", "past_due", "unpaid", "paused"]);

interface Wallet {
  stripe: Stripe;
  customerId: string;
  methods: Stripe.PaymentMethod[];
  defaultId: string | null;
  subscriptions: Stripe.Subscription[];
}

async function openWallet(ctx: Ctx, workspace: WorkspaceRef): Promise<Wallet | undefined> {
  const stripe = await stripeOf(ctx);
  const customerId = (await findCustomer(ctx, workspace.id))?.customerId;
  if (customerId === undefined) return undefined;
  const [customer, methods, subscriptions] = await Promise.all([
    stripe.customers.retrieve(customerId),
    stripe.customers.listPaymentMethods(customerId, { limit: METHODS_MAX }),
    stripe.subscriptions.list({ customer: customerId, limit: 10 }),
  ]);
  if (customer.deleted === true) return undefined;
  const settings = (customer as Stripe.Customer).invoice_settings;
  return {
    stripe,
    customerId,
    methods: methods.data,
    defaultId: idOrNull(settings.default_payment_method) ?? methods.data[0]?.id ?? null,
    subscriptions: subscriptions.data.filter(({ status }) => livingStatuses.has(status)),
  };
}

/** True from the first instant after the month that is printed on the card. */
export function isCardExpired(expMonth: number, expYear: number, nowMs: number): boolean {
  return nowMs >= Date.UTC(expYear, expMonth, 1);
}

function toView(
  method: Stripe.PaymentMethod,
  { defaultId, methods, subscriptions }: Wallet,
  nowMs: number,
): PaymentMethodView {
  const { card, sepa_debit: sepa } = method;
  return {
    id: method.id,
    type: method.type,
    brand: card?.brand ?? null,
    last4: card?.last4 ?? sepa?.last4 ?? null,
    expMonth: card?.exp_month ?? null,
    expYear: card?.exp_year ?? null,
    isDefault: method.id === defaultId,
    isExpired: card !== undefined && isCardExpired(card.exp_month, card.exp_year, nowMs),
    isRemovable: subscriptions.length === 0 || methods.length > 1,
  };
}

async function guarded<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    if (isMissingAtStripe(cause)) throw new Problem("not-found", { cause });
    throw toStripeProblem(cause) ?? cause;
  }
}

/** The payment methods that Stripe keeps for the workspace, newest first. `not-connected` without it. */
export async function listPaymentMethods(ctx: Ctx): Promise<PaymentMethodView[]> {
  const workspace = requirePermission(ctx, "billing.read");
  return await guarded(async () => {
    const wallet = await openWallet(ctx, workspace);
    const now = ctx.clock.now();
    return wallet?.methods.map((method) => toView(method, wallet, now)) ?? [];
  });
}

async function openOwn(ctx: Ctx, id: string): Promise<Wallet> {
  requirePerson(ctx);
  const wallet = await openWallet(ctx, requirePermission(ctx, "billing.write"));
  if (wallet?.methods.some((method) => method.id === id) !== true) {
    throw new Problem("not-found", { detail: "There is no such payment method." });
  }
  return wallet;
}

/** The customer's invoices and the running subscriptions are taken from it from now on. */
async function choose({ stripe, customerId, subscriptions }: Wallet, id: string): Promise<void> {
  await stripe.customers.update(customerId, {
    invoice_settings: { default_payment_method: id },
  });
  for (const { id: subscriptionId, default_payment_method: own } of subscriptions) {
    if (own === null || idOrNull(own) === id) continue;
    await stripe.subscriptions.update(subscriptionId, { default_payment_method: id });
  }
}

/**
 * Makes a payment method the one that invoices are taken from. Owners and admins only. `not-found`
 * for a method that is not the workspace's. Safe to repeat.
 */
export async function setDefaultPaymentMethod(ctx: Ctx, id: string): Promise<void> {
  await guarded(async () => {
    const wallet = await openOwn(ctx, id);
    await choose(wallet, id);
    await runBatch(ctx.db, [auditRow(ctx, "payment-method.chosen", id)]);
  });
}

/** One at a time takes methods of a customer away, so that two do not take the last two. */
async function claimWallet(ctx: Ctx, workspace: WorkspaceRef, customerId: string): Promise<void> {
  const now = ctx.clock.now();
  const owner = { workspaceId: workspace.id, accountId: workspace.accountId };
  const taken = await ctx.db
    .insert(cards)
    .values({ customerId, ...owner, checkedAtMs: 0, busyUntilMs: now + BUSY_MS })
    .onConflictDoUpdate({
      target: cards.customerId,
      set: { busyUntilMs: now + BUSY_MS },
      setWhere: lte(cards.busyUntilMs, now),
    })
    .returning({ customerId: cards.customerId });
  if (taken.length === 0) {
    throw new Problem("conflict", {
      detail: "Another payment method is being removed; try again.",
      retryAfterSeconds: 2,
    });
  }
}

async function releaseWallet(ctx: Ctx, customerId: string): Promise<void> {
  await ctx.db
    .update(cards)
    .set({ busyUntilMs: 0 })
    .where(and(eq(cards.customerId, customerId)));
}

/**
 * Takes a payment method away. Owners and admins only. Refuses the last one while a subscription
 * lives with `conflict`, and one of another workspace with `not-found`. When it was the default, the
 * newest other one takes its place.
 */
export async function removePaymentMethod(ctx: Ctx, id: string): Promise<void> {
  await guarded(async () => {
    const workspace = requirePermission(ctx, "billing.write");
    const { customerId } = await openOwn(ctx, id);
    await claimWallet(ctx, workspace, customerId);
    try {
      const wallet = await openOwn(ctx, id);
      const next = wallet.methods.find((method) => method.id !== id);
      if (next === undefined && wallet.subscriptions.length > 0) {
        throw new Problem("conflict", {
          detail: "It is the last payment method of a running subscription; add another one first.",
        });
      }
      if (next !== undefined && wallet.defaultId === id) await choose(wallet, next.id);
      await wallet.stripe.paymentMethods.detach(id);
      await runBatch(ctx.db, [auditRow(ctx, "payment-method.removed", id)]);
    } finally {
      await releaseWallet(ctx, customerId);
    }
  });
}

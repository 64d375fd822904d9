import type { Stripe } from "stripe";
import { z } from "zod";
import { idOf, type Account } from "./account.ts";
import { authenticate } from "./authenticate.ts";
import { behaviourKey, cardOf, newCard, type CardBehaviour } from "./cards.ts";
import { expireSession } from "./checkout.ts";
import { payCheckout } from "./checkout-pay.ts";
import { successUrl } from "./checkout-page.ts";
import type { Acts } from "./control.ts";
import {
  closeDispute,
  escalateDispute,
  openDispute,
  reinstateFunds,
  withdrawFunds,
} from "./disputes.ts";
import { invalid } from "./failure.ts";
import { newIntent, tryConfirm } from "./pay.ts";
import { attachPaymentMethod } from "./payment-methods.ts";
import { settleRefund } from "./refunds.ts";

const behaviours = [
  "authentication_on_setup",
  "authentication_required",
  "declined",
  "dispute",
  "expired",
  "inquiry",
  "insufficient_funds",
  "lost",
  "ok",
  "refund_fails",
  "refund_pends",
] as const satisfies readonly CardBehaviour[];

const payBody = z.strictObject({
  card: z.enum(behaviours).optional(),
  paymentMethod: z.string().optional(),
  email: z.string().optional(),
  name: z.string().optional(),
  country: z.string().optional(),
  promotionCode: z.string().optional(),
  taxId: z.string().optional(),
  isAuthenticated: z.boolean().optional(),
});

const cardBody = z.strictObject({
  behaviour: z.enum(behaviours),
  expiresInMonths: z.number().int().optional(),
});

const disputeBody = z.strictObject({
  charge: z.string().optional(),
  paymentIntent: z.string().optional(),
  amount: z.number().int().optional(),
  reason: z.string().optional(),
  isInquiry: z.boolean().optional(),
  isWithdrawnLater: z.boolean().optional(),
});

const dunningBody = z.strictObject({
  retryDays: z.array(z.number().positive()),
  after: z.enum(["cancel", "past_due", "unpaid"]),
});

const seedBody = z.strictObject({
  count: z.number().int().min(1).max(200_000),
  amount: z.number().int().optional(),
  currency: z.string().optional(),
  everySeconds: z.number().int().optional(),
  metadata: z.record(z.string(), z.string()).optional(),
});

/** Many payments at once, one every so many seconds up to now, without events. */
function seed(account: Account, sent: z.infer<typeof seedBody>): { ids: string[] } {
  const { count, amount = 1_000, currency = "usd", everySeconds = 60 } = sent;
  const method = newCard(account, cardOf("ok"));
  const now = account.now();
  const ids: string[] = [];
  account.isSilent = true;
  for (let index = 0; index < count; index++) {
    const intent = newIntent(account, {
      amount,
      currency,
      payment_method: method.id,
      metadata: { ...sent.metadata, seed: String(index) },
    });
    tryConfirm(account, intent);
    const charge = account.get("charge", idOf(intent.latest_charge) ?? "");
    const moved = account.get("balance_transaction", idOf(charge.balance_transaction) ?? "");
    const created = now - (count - 1 - index) * everySeconds;
    for (const object of [intent, charge, moved]) object.created = created;
    ids.push(intent.id);
  }
  account.isSilent = false;
  return { ids };
}

/** The customer's default card, made when there is none. */
function defaultCard(
  account: Account,
  id: string,
  wish: z.infer<typeof cardBody>,
): Stripe.PaymentMethod {
  const customer = account.get("customer", id);
  const subscription = account
    .all("subscription")
    .find((one) => idOf(one.customer) === id && one.ended_at === null);
  const known =
    idOf(subscription?.default_payment_method) ??
    idOf(customer.invoice_settings.default_payment_method);
  const method =
    known === null
      ? newCard(account, cardOf(wish.behaviour))
      : account.get("payment_method", known);
  account.hidden.set(behaviourKey(method.id), wish.behaviour);
  if (known === null) {
    attachPaymentMethod(account, method.id, customer.id);
    const settings = { ...customer.invoice_settings, default_payment_method: method.id };
    account.update<Stripe.Customer>(customer, { invoice_settings: settings }, "customer.updated");
  }
  if (wish.expiresInMonths !== undefined && method.card !== undefined) {
    const now = new Date(account.clock.nowMs);
    const month = now.getUTCMonth() + wish.expiresInMonths;
    const expiry = new Date(Date.UTC(now.getUTCFullYear(), month, 1));
    const card = {
      ...method.card,
      exp_month: expiry.getUTCMonth() + 1,
      exp_year: expiry.getUTCFullYear(),
    };
    account.update<Stripe.PaymentMethod>(method, { card }, "payment_method.updated");
  }
  return method;
}

function chargeFrom(account: Account, sent: z.infer<typeof disputeBody>): Stripe.Charge {
  if (sent.charge !== undefined) return account.get("charge", sent.charge);
  const intent = account.get("payment_intent", sent.paymentIntent ?? "");
  const charge = idOf(intent.latest_charge);
  if (charge === null) throw invalid("The payment has no charge.");
  return account.get("charge", charge);
}

/** What people and banks do. */
export const moneyActs: Acts = {
  "POST /checkout/:id/pay": ({ world, id, read }) => {
    const session = world.account.get("checkout.session", id);
    const outcome = payCheckout(world.account, session, read(payBody));
    return { ...outcome, url: outcome.is === "complete" ? successUrl(session) : null };
  },
  "POST /checkout/:id/expire": ({ world, id }) =>
    expireSession(world.account, world.account.get("checkout.session", id)),
  "POST /customers/:id/card": ({ world, id, read }) =>
    defaultCard(world.account, id, read(cardBody)),
  "POST /payment_methods/:id/behaviour": ({ world, id, read }) => {
    const method = world.account.get("payment_method", id);
    world.account.hidden.set(behaviourKey(method.id), read(cardBody).behaviour);
    return method;
  },
  "POST /intents/:id/authenticate": ({ world, id, read }) => {
    const { account } = world;
    const intent = account.find("setup_intent", id) ?? account.get("payment_intent", id);
    const { confirmed } = read(z.strictObject({ confirmed: z.boolean() }));
    authenticate(account, intent, confirmed);
    return intent;
  },
  "POST /disputes": ({ world, read }) => {
    const sent = read(disputeBody);
    return openDispute(world.account, chargeFrom(world.account, sent), sent);
  },
  "POST /disputes/:id/withdraw": ({ world, id }) =>
    withdrawFunds(world.account, world.account.get("dispute", id)),
  "POST /disputes/:id/reinstate": ({ world, id }) =>
    reinstateFunds(world.account, world.account.get("dispute", id)),
  "POST /disputes/:id/escalate": ({ world, id }) =>
    escalateDispute(world.account, world.account.get("dispute", id)),
  "POST /disputes/:id/close": ({ world, id, read }) => {
    const { outcome } = read(
      z.strictObject({ outcome: z.enum(["lost", "warning_closed", "won"]) }),
    );
    return closeDispute(world.account, world.account.get("dispute", id), outcome);
  },
  "POST /refunds/:id/settle": ({ world, id, read }) => {
    const { status } = read(z.strictObject({ status: z.enum(["failed", "succeeded"]) }));
    return settleRefund(world.account, world.account.get("refund", id), status);
  },
  "POST /seed": ({ world, read }) => seed(world.account, read(seedBody)),
  "POST /dunning": ({ world, read }) => {
    world.account.hidden.set("dunning", read(dunningBody));
  },
};

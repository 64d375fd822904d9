import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";

const UPDATED = "customer.subscription.updated";

function subscriptionOf(account: Account, invoice: Stripe.Invoice) {
  const id = idOf(invoice.parent?.subscription_details?.subscription);
  const found = id === null ? undefined : account.find("subscription", id);
  return found?.ended_at === null ? found : undefined;
}

/** A change that waits until its invoice is paid. */
export interface PendingChange {
  invoice: string;
  apply: () => Partial<Stripe.Subscription>;
}

/** An invoice whose refusal changes nothing about its subscription. */
export const guardedKey = (invoice: string) => `guarded ${invoice}`;

export const pendingKey = (subscription: string) => `pending ${subscription}`;

/** What a paid invoice does to its subscription: it begins, recovers, or its change takes effect. */
export function invoicePaid(account: Account, invoice: Stripe.Invoice): void {
  const subscription = subscriptionOf(account, invoice);
  if (subscription === undefined) return;
  saveMethod(account, subscription, invoice);
  const pending = account.hidden.get(pendingKey(subscription.id)) as PendingChange | undefined;
  if (pending?.invoice === invoice.id) {
    account.hidden.delete(pendingKey(subscription.id));
    account.update<Stripe.Subscription>(
      subscription,
      { ...pending.apply(), pending_update: null },
      UPDATED,
    );
    account.emit("customer.subscription.pending_update_applied", subscription);
  }
  const owes = account
    .all("invoice")
    .some(
      (one) =>
        one.status === "open" &&
        one.attempted &&
        idOf(one.parent?.subscription_details?.subscription) === subscription.id,
    );
  const recovers = ["incomplete", "past_due", "unpaid"].includes(subscription.status);
  if (recovers && !owes) {
    account.update<Stripe.Subscription>(subscription, { status: "active" }, UPDATED);
  }
}

function saveMethod(
  account: Account,
  subscription: Stripe.Subscription,
  invoice: Stripe.Invoice,
): void {
  if (subscription.payment_settings?.save_default_payment_method !== "on_subscription") return;
  const payment = account.all("invoice_payment").find((one) => idOf(one.invoice) === invoice.id);
  const intent = account.find("payment_intent", idOf(payment?.payment.payment_intent) ?? "");
  const method = idOf(intent?.payment_method);
  if (method === null) return;
  account.update<Stripe.Subscription>(subscription, { default_payment_method: method }, UPDATED);
}

/** What a payment that failed does to its subscription. */
export function invoiceFailed(account: Account, invoice: Stripe.Invoice): void {
  const subscription = subscriptionOf(account, invoice);
  if (subscription === undefined || subscription.status !== "active") return;
  const pending = account.hidden.get(pendingKey(subscription.id)) as PendingChange | undefined;
  if (pending?.invoice === invoice.id) return;
  if (account.hidden.get(guardedKey(invoice.id)) === true) return;
  account.update<Stripe.Subscription>(subscription, { status: "past_due" }, UPDATED);
}

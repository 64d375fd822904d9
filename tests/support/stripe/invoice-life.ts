import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { changeBalance } from "./customer-balance.ts";
import { buildInvoice, totalsOf, type InvoiceDraft } from "./invoice-build.ts";
import { invalid, type Failure } from "./failure.ts";
import { cancelIntent, newIntent, tryConfirm, type ConfirmOptions } from "./pay.ts";
import { invoiceFailed, invoicePaid } from "./subscription-status.ts";

const DAY_S = 86_400;
const HOUR_S = 3_600;
const DRAFT_S = HOUR_S;

/** What the account does about invoices that cannot be paid. */
export interface DunningSettings {
  /** Days after the first failure on which the card is tried again. */
  retryDays: number[];
  /** What becomes of the subscription after the last one. */
  after: "cancel" | "past_due" | "unpaid";
}

export function dunningOf(account: Account): DunningSettings {
  const set = account.hidden.get("dunning") as DunningSettings | undefined;
  return set ?? { retryDays: [3, 5, 7], after: "cancel" };
}

/** Keeps the draft and takes the pending invoice items on it. */
export function createInvoice(account: Account, draft: InvoiceDraft): Stripe.Invoice {
  const invoice = buildInvoice(account, draft);
  for (const line of invoice.lines.data) {
    const details =
      line.parent?.subscription_item_details ?? line.parent?.invoice_item_details ?? null;
    const item = account.find("invoiceitem", details?.invoice_item ?? "");
    if (item !== undefined) account.update<Stripe.InvoiceItem>(item, { invoice: invoice.id });
  }
  if (draft.autoAdvance === true) {
    invoice.automatically_finalizes_at = draft.created + DRAFT_S;
    invoice.next_payment_attempt = draft.created + DRAFT_S;
  }
  account.create(invoice, "invoice.created");
  if (draft.subscription !== null) {
    account.update<Stripe.Subscription>(draft.subscription, { latest_invoice: invoice.id });
  }
  return invoice;
}

/** The draft gets its number and is asked for; what asks for nothing is paid at once. */
export function finalizeInvoice(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status !== "draft") {
    throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.", {
      code: "invoice_not_editable",
    });
  }
  const customer = account.get("customer", idOf(invoice.customer) ?? "");
  const now = account.now(customer.id);
  const number = customer.next_invoice_sequence ?? 1;
  const totals = totalsOf(invoice, customer.balance);
  const ending = totals.total + customer.balance - totals.amount_due;
  settleBalance(account, customer, invoice, ending);
  account.update<Stripe.Customer>(customer, {
    next_invoice_sequence: number + 1,
    currency: customer.currency ?? invoice.currency,
  });
  account.update<Stripe.Invoice>(invoice, {
    ...totals,
    status: "open",
    number: `${customer.invoice_prefix ?? ""}-${String(number).padStart(4, "0")}`,
    ending_balance: ending,
    effective_at: now,
    automatically_finalizes_at: null,
    hosted_invoice_url: `${account.baseUrl}/i/${invoice.id}`,
    invoice_pdf: `${account.baseUrl}/i/${invoice.id}/pdf`,
    status_transitions: { ...invoice.status_transitions, finalized_at: now },
  });
  account.emit("invoice.finalized", invoice);
  if (totals.amount_due === 0) markPaid(account, invoice);
  else askForPayment(account, invoice);
  return invoice;
}

function settleBalance(
  account: Account,
  customer: Stripe.Customer,
  invoice: Stripe.Invoice,
  ending: number,
): void {
  if (ending === customer.balance) return;
  changeBalance(account, customer, {
    amount: ending - customer.balance,
    currency: invoice.currency,
    description: null,
    type: "applied_to_invoice",
    invoice: invoice.id,
  });
}

function askForPayment(account: Account, invoice: Stripe.Invoice): void {
  const intent = newIntent(account, {
    amount: invoice.amount_due,
    currency: invoice.currency,
    customer: idOf(invoice.customer),
    description:
      invoice.billing_reason === "subscription_create"
        ? "Subscription creation"
        : "Subscription update",
    setup_future_usage: invoice.parent === null ? null : "off_session",
  });
  account.create<Stripe.InvoicePayment>({
    id: account.newId("inpay"),
    object: "invoice_payment",
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: intent.created,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { type: "payment_intent", payment_intent: intent.id },
    status: "open",
    status_transitions: { canceled_at: null, paid_at: null },
  });
  invoice.confirmation_secret = {
    client_secret: intent.client_secret ?? "",
    type: "payment_intent",
  };
}

export function paymentOf(
  account: Account,
  invoice: Stripe.Invoice,
): Stripe.InvoicePayment | undefined {
  return account
    .all("invoice_payment")
    .find((one) => idOf(one.invoice) === invoice.id && one.status !== "canceled");
}

export function intentOf(
  account: Account,
  invoice: Stripe.Invoice,
): Stripe.PaymentIntent | undefined {
  const payment = paymentOf(account, invoice);
  return account.find("payment_intent", idOf(payment?.payment.payment_intent) ?? "");
}

/** The invoice that an intent pays, if it pays one. */
export function invoiceOfIntent(account: Account, intent: string): Stripe.Invoice | undefined {
  const payment = account
    .all("invoice_payment")
    .find((one) => idOf(one.payment.payment_intent) === intent);
  return payment === undefined ? undefined : account.find("invoice", idOf(payment.invoice));
}

/** An intent that was paid by itself pays its invoice. */
export function settleInvoiceOf(account: Account, intent: Stripe.PaymentIntent): void {
  const invoice = invoiceOfIntent(account, intent.id);
  if (invoice?.status === "open" || invoice?.status === "uncollectible") markPaid(account, invoice);
}

/** The card that an invoice is charged to, by its own word, the subscription's, the customer's. */
export function methodFor(account: Account, invoice: Stripe.Invoice): string | null {
  const subscription = subscriptionOf(account, invoice);
  const customer = account.find("customer", idOf(invoice.customer) ?? "");
  return (
    idOf(invoice.default_payment_method) ??
    idOf(subscription?.default_payment_method) ??
    idOf(customer?.invoice_settings.default_payment_method)
  );
}

export function subscriptionOf(
  account: Account,
  invoice: Stripe.Invoice,
): Stripe.Subscription | undefined {
  const id = idOf(invoice.parent?.subscription_details?.subscription);
  return id === null ? undefined : account.find("subscription", id);
}

export type PayOutcome =
  | { is: "paid" }
  | { is: "requires_action" }
  | { is: "failed"; failure: Failure };

/** Tries to take what an open invoice asks for. */
export function tryPayInvoice(
  account: Account,
  invoice: Stripe.Invoice,
  options: ConfirmOptions & { method?: string | undefined } = {},
): PayOutcome {
  const intent = intentOf(account, invoice);
  if (intent === undefined) throw invalid("The invoice has nothing to pay.");
  const method = options.method ?? methodFor(account, invoice);
  if (method === null) {
    noteAttempt(account, invoice);
    invoiceFailed(account, invoice);
    const message =
      "There is no default payment method set on this Customer. Please use a payment method or set a default.";
    return { is: "failed", failure: invalid(message, { code: "missing" }) };
  }
  intent.payment_method = method;
  const outcome = tryConfirm(account, intent, options);
  if (outcome.is === "succeeded") {
    markPaid(account, invoice);
    return { is: "paid" };
  }
  noteAttempt(account, invoice);
  if (outcome.is === "requires_action") account.emit("invoice.payment_action_required", invoice);
  invoiceFailed(account, invoice);
  return outcome;
}

/** Counts a try that brought nothing, and says when the next one is. */
function noteAttempt(account: Account, invoice: Stripe.Invoice): void {
  const now = account.now(idOf(invoice.customer));
  const key = `first failure ${invoice.id}`;
  const first = (account.hidden.get(key) as number | undefined) ?? now;
  account.hidden.set(key, first);
  const { retryDays } = dunningOf(account);
  const isRetried =
    invoice.billing_reason !== "subscription_create" && invoice.auto_advance === true;
  const next = retryDays.map((days) => first + days * DAY_S).find((at) => at > now);
  const nextAttempt = isRetried ? (next ?? null) : null;
  account.update<Stripe.Invoice>(
    invoice,
    {
      attempted: true,
      attempt_count: invoice.attempt_count + 1,
      next_payment_attempt: nextAttempt,
    },
    "invoice.updated",
  );
  account.emit("invoice.payment_failed", invoice);
}

/** Nothing is owed any more. Tells the subscription. */
export function markPaid(
  account: Account,
  invoice: Stripe.Invoice,
  { isOutOfBand = false } = {},
): Stripe.Invoice {
  const now = account.now(idOf(invoice.customer));
  const payment = paymentOf(account, invoice);
  account.update<Stripe.Invoice>(invoice, {
    status: "paid",
    amount_paid: isOutOfBand ? 0 : invoice.amount_due,
    ...(isOutOfBand ? { amount_paid_off_stripe: invoice.amount_due } : {}),
    amount_remaining: 0,
    attempted: true,
    attempt_count: invoice.attempt_count + (payment === undefined || isOutOfBand ? 0 : 1),
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, paid_at: now },
    webhooks_delivered_at: now,
  });
  if (payment !== undefined && !isOutOfBand) {
    account.update<Stripe.InvoicePayment>(payment, {
      status: "paid",
      amount_paid: payment.amount_requested,
      status_transitions: { canceled_at: null, paid_at: now },
    });
    account.emit("invoice_payment.paid", payment);
  }
  if (isOutOfBand) dropIntent(account, invoice);
  invoicePaid(account, invoice);
  account.emit("invoice.paid", invoice);
  account.emit("invoice.payment_succeeded", invoice);
  return invoice;
}

function dropIntent(account: Account, invoice: Stripe.Invoice): void {
  const intent = intentOf(account, invoice);
  const payment = paymentOf(account, invoice);
  if (payment !== undefined) {
    account.update<Stripe.InvoicePayment>(payment, {
      status: "canceled",
      status_transitions: { canceled_at: account.now(), paid_at: null },
    });
  }
  if (intent !== undefined && intent.status !== "succeeded" && intent.status !== "canceled") {
    cancelIntent(account, intent, "void_invoice");
  }
}

/** The invoice was a mistake: it is as if nothing had been asked. */
export function voidInvoice(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status !== "open" && invoice.status !== "uncollectible") {
    throw invalid(
      `You can only pass in open or uncollectible invoices. This invoice isn't: ${invoice.status ?? ""}.`,
    );
  }
  dropIntent(account, invoice);
  const at = account.now(idOf(invoice.customer));
  account.update<Stripe.Invoice>(invoice, {
    status: "void",
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, voided_at: at },
  });
  account.emit("invoice.voided", invoice);
  return invoice;
}

/** Nobody expects the money any more; it may still be paid. */
export function writeOffInvoice(account: Account, invoice: Stripe.Invoice): Stripe.Invoice {
  if (invoice.status !== "open") {
    throw invalid(`You can only mark open invoices as uncollectible, not ${invoice.status ?? ""}.`);
  }
  const at = account.now(idOf(invoice.customer));
  account.update<Stripe.Invoice>(invoice, {
    status: "uncollectible",
    auto_advance: false,
    next_payment_attempt: null,
    status_transitions: { ...invoice.status_transitions, marked_uncollectible_at: at },
  });
  account.emit("invoice.marked_uncollectible", invoice);
  return invoice;
}

import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { cardOf, newCard } from "./cards.ts";
import { taxIdType } from "./checkout-payer.ts";
import { isPageCard, pageCards } from "./checkout-page.ts";
import { createTaxId } from "./customers.ts";
import { Failure } from "./failure.ts";
import { addressOf } from "./fields.ts";
import { button, escapeHtml, note, page, redirect } from "./html.ts";
import { formatMinor } from "./money.ts";
import { attachPaymentMethod, detachPaymentMethod, methodsOf } from "./payment-methods.ts";
import { newSetupIntent, succeedSetup } from "./setup-intents.ts";
import { endSubscription } from "./subscription-end.ts";

type Session = Stripe.BillingPortal.Session;

/** The customer portal: cards, subscriptions, invoices, and the way back. */
export async function portalPage(
  request: Request,
  account: Account,
  session: Session,
): Promise<Response> {
  if (request.method !== "POST") return show(account, session);
  const form = await request.formData();
  if (form.get("save") === "details") {
    saveDetails(account, session, form);
    return after(account, session);
  }
  try {
    for (const [name, value] of form.entries()) {
      if (typeof value !== "string") continue;
      if (act(account, session, name, value)) return after(account, session);
    }
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    return show(account, session, cause.message);
  }
  return show(account, session);
}

/** Does what the button says; false when it is none. */
function act(account: Account, session: Session, name: string, value: string): boolean {
  if (name === "add") {
    const card = newCard(account, cardOf(isPageCard(value) ? value : "ok"));
    const intent = newSetupIntent(account, {
      customer: session.customer,
      payment_method: card.id,
    });
    succeedSetup(account, intent);
    makeDefault(account, session, card.id);
    return true;
  }
  if (name === "default") {
    makeDefault(account, session, ownMethod(account, session, value).id);
    return true;
  }
  if (name === "remove") {
    detachPaymentMethod(account, ownMethod(account, session, value));
    return true;
  }
  if (name !== "cancel" && name !== "resume") return false;
  const subscription = account.get("subscription", value);
  if (idOf(subscription.customer) !== session.customer) return false;
  if (name === "cancel") cancel(account, session, subscription);
  else resume(account, subscription);
  return true;
}

function saveDetails(account: Account, session: Session, form: FormData): void {
  const customer = account.get("customer", session.customer);
  const word = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" && value !== "" ? value : null;
  };
  account.update<Stripe.Customer>(
    customer,
    {
      name: word("name"),
      email: word("email"),
      address: word("country") === null ? null : addressOf({ country: word("country") }),
    },
    "customer.updated",
  );
  const taxId = word("tax_id");
  if (taxId !== null) createTaxId(account, customer.id, taxIdType(taxId), taxId);
}

function ownMethod(account: Account, session: Session, id: string): Stripe.PaymentMethod {
  return attachPaymentMethod(account, id, session.customer);
}

function makeDefault(account: Account, session: Session, method: string): void {
  const customer = account.get("customer", session.customer);
  const settings = { ...customer.invoice_settings, default_payment_method: method };
  account.update<Stripe.Customer>(customer, { invoice_settings: settings }, "customer.updated");
  for (const subscription of account.all("subscription")) {
    if (idOf(subscription.customer) !== customer.id || subscription.ended_at !== null) continue;
    if (idOf(subscription.default_payment_method) === null) continue;
    account.update<Stripe.Subscription>(
      subscription,
      { default_payment_method: method },
      "customer.subscription.updated",
    );
  }
}

function cancel(account: Account, session: Session, subscription: Stripe.Subscription): void {
  const configuration = account.get("billing_portal.configuration", idOf(session.configuration));
  const details = { comment: null, feedback: null, feedback_option: null };
  if (configuration.features.subscription_cancel.mode === "immediately") {
    endSubscription(account, subscription, { reason: "cancellation_requested" });
    return;
  }
  account.update<Stripe.Subscription>(
    subscription,
    {
      cancel_at_period_end: true,
      cancel_at: subscription.items.data[0]?.current_period_end ?? null,
      canceled_at: account.now(session.customer),
      cancellation_details: { ...details, reason: "cancellation_requested" },
    },
    "customer.subscription.updated",
  );
}

function resume(account: Account, subscription: Stripe.Subscription): void {
  account.update<Stripe.Subscription>(
    subscription,
    {
      cancel_at_period_end: false,
      cancel_at: null,
      canceled_at: null,
      cancellation_details: {
        comment: null,
        feedback: null,
        feedback_option: null,
        reason: null,
      },
    },
    "customer.subscription.updated",
  );
}

/** Where a deep link leads when it is done. */
function after(account: Account, session: Session): Response {
  const completion = session.flow?.after_completion;
  if (completion?.type === "redirect" && completion.redirect !== null) {
    return redirect(completion.redirect.return_url);
  }
  if (completion?.type === "hosted_confirmation") {
    const words = completion.hosted_confirmation?.custom_message ?? "Done.";
    return page("Done", `<h1>Done</h1><p>${escapeHtml(words)}</p>${back(session)}`);
  }
  return show(account, session);
}

function back(session: Session): string {
  return session.return_url === null
    ? ""
    : `<p><a href="${escapeHtml(session.return_url)}">Return</a></p>`;
}

function show(account: Account, session: Session, fault?: string): Response {
  const { features } = account.get("billing_portal.configuration", idOf(session.configuration));
  const flow = session.flow?.type;
  const parts: string[] = [note(fault)];
  const wants = (part: string) => flow === undefined || flow === part;
  if (features.subscription_cancel.enabled && wants("subscription_cancel")) {
    parts.push(subscriptionPart(account, session));
  }
  if (features.payment_method_update.enabled && wants("payment_method_update")) {
    parts.push(cardPart(account, session));
  }
  if (features.customer_update.enabled && wants("customer_update")) {
    parts.push(detailsPart(account, session));
  }
  if (features.invoice_history.enabled && flow === undefined) {
    parts.push(invoicePart(account, session));
  }
  return page("Billing", `<h1>Billing</h1>${parts.join("")}${back(session)}`);
}

function subscriptionPart(account: Account, session: Session): string {
  const own = account
    .all("subscription")
    .filter((one) => idOf(one.customer) === session.customer && one.ended_at === null);
  const rows = own.map((one) => {
    const ends = new Date((one.items.data[0]?.current_period_end ?? 0) * 1_000);
    const words = `${one.status}, period until ${ends.toISOString().slice(0, 10)}`;
    const choice = one.cancel_at_period_end
      ? button("resume", one.id, "Keep the subscription", true)
      : button("cancel", one.id, "Cancel the subscription");
    return `<p>${escapeHtml(words)}</p><form method="post">${choice}</form>`;
  });
  return `<h2>Subscription</h2>${rows.join("") || "<p>None</p>"}`;
}

function cardPart(account: Account, session: Session): string {
  const customer = account.get("customer", session.customer);
  const standard = idOf(customer.invoice_settings.default_payment_method);
  const rows = methodsOf(account, customer.id).map(({ id, card }) => {
    const name = `${card?.brand ?? "card"} ending in ${card?.last4 ?? ""}`;
    const isDefault = id === standard;
    return `<p>${escapeHtml(name)}${isDefault ? " (default)" : ""}</p><form method="post">
${isDefault ? "" : button("default", id, "Make default")}${button("remove", id, "Remove")}</form>`;
  });
  const cards = Object.keys(pageCards).map((value) =>
    button("add", value, `Add a card: ${value.replaceAll("_", " ")}`),
  );
  return `<h2>Cards</h2>${rows.join("")}
<form method="post"><fieldset><legend>Add a card</legend>${cards.join("")}</fieldset></form>`;
}

function detailsPart(account: Account, session: Session): string {
  const { name, email, address } = account.get("customer", session.customer);
  const field = (label: string, key: string, value: string | null | undefined) =>
    `<label>${label} <input name="${key}" value="${escapeHtml(value ?? "")}"></label>`;
  return `<h2>Details</h2><form method="post">
${field("Name", "name", name)}${field("Email", "email", email)}
${field("Country", "country", address?.country)}${field("New tax ID", "tax_id", null)}
${button("save", "details", "Save")}</form>`;
}

function invoicePart(account: Account, session: Session): string {
  const rows = account
    .all("invoice")
    .filter((one) => idOf(one.customer) === session.customer && one.status !== "draft")
    .toReversed()
    .map(
      (one) =>
        `<tr><td><a href="${escapeHtml(one.hosted_invoice_url ?? "")}">${escapeHtml(one.number ?? "")}</a></td>` +
        `<td>${one.status ?? ""}</td><td class="amount">${formatMinor(one.total, one.currency)}</td></tr>`,
    );
  return `<h2>Invoices</h2><table><tbody>${rows.join("")}</tbody></table>`;
}

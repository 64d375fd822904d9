import type { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import type { CardBehaviour } from "./cards.ts";
import { payCheckout } from "./checkout-pay.ts";
import type { CheckoutPayment } from "./checkout-payer.ts";
import { Failure } from "./failure.ts";
import { button, escapeHtml, note, page, redirect } from "./html.ts";
import { formatMinor } from "./money.ts";
import { methodsOf } from "./payment-methods.ts";

/** The cards that a page offers, with the words on their buttons. */
export const pageCards = {
  ok: "Pay with a card that works (4242)",
  declined: "Card that is declined (0341)",
  insufficient_funds: "Card without enough money (9995)",
  authentication_required: "Card that asks for confirmation (3184)",
  expired: "Card that has expired (0069)",
  dispute: "Card whose holder disputes the charge (0259)",
} satisfies Partial<Record<CardBehaviour, string>>;

export function isPageCard(word: string): word is keyof typeof pageCards {
  return word in pageCards;
}

/** Checkout's hosted page: a form whose buttons are cards. */
export async function checkoutPage(
  request: Request,
  account: Account,
  session: Stripe.Checkout.Session,
): Promise<Response> {
  if (session.status !== "open") return closedPage(session);
  if (request.method !== "POST") return showPage(account, session);
  const form = await request.formData();
  const word = (name: string) => {
    const value = form.get(name);
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const card = word("card") ?? "ok";
  const payment: CheckoutPayment = {
    email: word("email"),
    name: word("name"),
    country: word("country"),
    promotionCode: word("code"),
    taxId: word("tax_id"),
    paymentMethod: card.startsWith("pm_") ? card : undefined,
    card: isPageCard(card) ? card : "ok",
    isAuthenticated: word("confirmed") === "yes",
  };
  if (word("confirmed") === "no") {
    return showPage(account, session, "We are unable to authenticate your payment method.");
  }
  try {
    const outcome = payCheckout(account, session, payment);
    if (outcome.is === "failed") return showPage(account, session, outcome.message);
    if (outcome.is === "requires_action") return confirmPage(session, payment, outcome.method);
    return redirect(successUrl(session));
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause;
    return showPage(account, session, cause.message);
  }
}

/** Where the payer goes, with the session's id filled in. */
export function successUrl(session: Stripe.Checkout.Session): string {
  return (session.success_url ?? "/").replaceAll("{CHECKOUT_SESSION_ID}", session.id);
}

function showPage(account: Account, session: Stripe.Checkout.Session, fault?: string): Response {
  const currency = session.currency ?? "usd";
  const rows = (session.line_items?.data ?? []).map(
    (item) =>
      `<tr><td>${escapeHtml(item.description ?? "")} × ${item.quantity ?? 1}</td>` +
      `<td class="amount">${formatMinor(item.amount_subtotal, currency)}</td></tr>`,
  );
  const details = session.total_details;
  if ((details?.amount_discount ?? 0) > 0) {
    rows.push(amountRow("Discount", -(details?.amount_discount ?? 0), currency));
  }
  if ((details?.amount_tax ?? 0) > 0) {
    rows.push(amountRow("Tax", details?.amount_tax ?? 0, currency));
  }
  if (session.mode !== "setup") {
    rows.push(amountRow("Due today", session.amount_total ?? 0, currency));
  }
  const customer = idOf(session.customer);
  const saved = customer === null ? [] : methodsOf(account, customer);
  const buttons = [
    ...saved.map(({ id, card }, index) =>
      button(
        "card",
        id,
        `Use ${card?.brand ?? "card"} ending in ${card?.last4 ?? ""}`,
        index === 0,
      ),
    ),
    ...Object.entries(pageCards).map(([value, words], index) =>
      button("card", value, words, index === 0 && saved.length === 0),
    ),
  ];
  const cancel =
    session.cancel_url === null
      ? ""
      : `<p><a href="${escapeHtml(session.cancel_url)}">Back without paying</a></p>`;
  const title = { payment: "Pay", setup: "Save a card", subscription: "Subscribe" }[
    session.mode as "payment" | "setup" | "subscription"
  ];
  return page(
    title,
    `${seller(session)}<h1>${title}</h1>${note(fault)}
<table><tbody>${rows.join("")}</tbody></table>
<form method="post">
${customer === null ? emailField(session) : ""}
<label>Name <input name="name" autocomplete="name"></label>
<label>Country <input name="country" value="US" maxlength="2"></label>
${session.tax_id_collection?.enabled === true ? '<label>Tax ID <input name="tax_id"></label>' : ""}
${session.allow_promotion_codes === true ? '<label>Promotion code <input name="code"></label>' : ""}
<fieldset><legend>Card</legend>${buttons.join("")}</fieldset>
</form>${cancel}`,
  );
}

function seller({ branding_settings: branding }: Stripe.Checkout.Session): string {
  return branding === undefined
    ? ""
    : `<p><strong>${escapeHtml(branding.display_name)}</strong></p>`;
}

function emailField(session: Stripe.Checkout.Session): string {
  const value = escapeHtml(session.customer_email ?? "");
  return `<label>Email <input name="email" type="email" value="${value}" required></label>`;
}

function amountRow(name: string, amount: number, currency: string): string {
  return (
    `<tr><th scope="row">${escapeHtml(name)}</th>` +
    `<td class="amount">${formatMinor(amount, currency)}</td></tr>`
  );
}

/** Stands for the bank's page. */
function confirmPage(
  session: Stripe.Checkout.Session,
  payment: CheckoutPayment,
  method: string,
): Response {
  const hidden = Object.entries({
    card: method,
    name: payment.name,
    email: payment.email,
    country: payment.country,
    tax_id: payment.taxId,
  })
    .filter(([, value]) => value !== undefined)
    .map(
      ([name, value]) => `<input type="hidden" name="${name}" value="${escapeHtml(value ?? "")}">`,
    )
    .join("");
  const amount = formatMinor(session.amount_total ?? 0, session.currency ?? "usd");
  return page(
    "Confirm it is you",
    `<h1>Confirm it is you</h1><p>Your bank asks you to confirm ${amount}.</p>
<form method="post">${hidden}
${button("confirmed", "yes", "Complete", true)}${button("confirmed", "no", "Fail")}
</form>`,
  );
}

function closedPage(session: Stripe.Checkout.Session): Response {
  if (session.status === "complete") {
    return page(
      "Paid",
      `<h1>This has been paid</h1><p><a href="${escapeHtml(successUrl(session))}">Go on</a></p>`,
    );
  }
  return page(
    "Expired",
    `<h1>This page has expired</h1><p><a href="${escapeHtml(session.cancel_url ?? "/")}">Back</a></p>`,
    410,
  );
}

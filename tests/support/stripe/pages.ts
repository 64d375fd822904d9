import type { Stripe } from "stripe";
import type { Account } from "./account.ts";
import { authenticate } from "./authenticate.ts";
import { checkoutPage } from "./checkout-page.ts";
import type { World } from "./fake-stripe.ts";
import { button, escapeHtml, notFoundPage, note, page, redirect } from "./html.ts";
import { tryPayInvoice } from "./invoice-life.ts";
import { formatMinor } from "./money.ts";
import { cardOf, newCard } from "./cards.ts";
import { portalPage } from "./portal-page.ts";
import { isPageCard, pageCards } from "./checkout-page.ts";

/** The pages that people see: checkout, the bank's question, invoices, receipts, the portal. */
export async function hostedPage(
  request: Request,
  url: URL,
  worlds: readonly World[],
): Promise<Response> {
  const [, place = "", kind = "", last = ""] = url.pathname.split("/");
  const accounts = worlds.map(({ account }) => account);
  if (place === "c" && kind === "pay") {
    const found = findIn(accounts, (account) => account.find("checkout.session", last));
    return found === undefined
      ? notFoundPage()
      : await checkoutPage(request, found.account, found.value);
  }
  if (place === "c" && kind === "3ds") {
    const found = findIn(
      accounts,
      (account) => account.find("payment_intent", last) ?? account.find("setup_intent", last),
    );
    return found === undefined
      ? notFoundPage()
      : await confirmationPage(request, found.account, found.value);
  }
  if (place === "i") {
    const found = findIn(accounts, (account) => account.find("invoice", kind));
    if (found === undefined) return notFoundPage();
    if (last === "pdf") return invoicePdf(found.value);
    return await invoicePage(request, found.account, found.value);
  }
  if (place === "receipts") {
    const found = findIn(accounts, (account) => account.find("charge", kind));
    return found === undefined ? notFoundPage() : receiptPage(found.value);
  }
  if (place === "p" && kind === "session") {
    const found = findIn(accounts, (account) => account.find("billing_portal.session", last));
    return found === undefined
      ? notFoundPage()
      : await portalPage(request, found.account, found.value);
  }
  return notFoundPage();
}

function findIn<T>(
  accounts: readonly Account[],
  find: (account: Account) => T | undefined,
): { account: Account; value: T } | undefined {
  for (const account of accounts) {
    const value = find(account);
    if (value !== undefined) return { account, value };
  }
  return undefined;
}

async function confirmationPage(
  request: Request,
  account: Account,
  intent: Stripe.PaymentIntent | Stripe.SetupIntent,
): Promise<Response> {
  if (request.method === "POST" && intent.status === "requires_action") {
    const form = await request.formData();
    const back = intent.next_action?.redirect_to_url?.return_url ?? null;
    authenticate(account, intent, form.get("confirmed") === "yes");
    if (back !== null) {
      const url = new URL(back);
      url.searchParams.set(intent.object, intent.id);
      url.searchParams.set(
        "redirect_status",
        intent.status === "succeeded" ? "succeeded" : "failed",
      );
      return redirect(url.href);
    }
  }
  if (intent.status !== "requires_action") {
    return page("Confirmation", `<h1>Nothing to confirm</h1><p>Status: ${intent.status}</p>`);
  }
  const amount =
    intent.object === "payment_intent"
      ? ` a payment of ${formatMinor(intent.amount, intent.currency)}`
      : " that this card may be kept";
  return page(
    "Confirm it is you",
    `<h1>Confirm it is you</h1><p>Your bank asks you to confirm${amount}.</p>
<form method="post">${button("confirmed", "yes", "Complete", true)}${button("confirmed", "no", "Fail")}</form>`,
  );
}

async function invoicePage(
  request: Request,
  account: Account,
  invoice: Stripe.Invoice,
): Promise<Response> {
  let fault: string | undefined;
  if (request.method === "POST" && invoice.status === "open") {
    const card = (await request.formData()).get("card");
    const word = typeof card === "string" && isPageCard(card) ? card : "ok";
    const method = newCard(account, cardOf(word));
    const outcome = tryPayInvoice(account, invoice, { method: method.id, isAuthenticated: true });
    if (outcome.is === "failed") fault = outcome.failure.message;
  }
  const rows = invoice.lines.data.map(
    ({ description, amount }) =>
      `<tr><td>${escapeHtml(description ?? "")}</td>` +
      `<td class="amount">${formatMinor(amount, invoice.currency)}</td></tr>`,
  );
  rows.push(
    `<tr><th scope="row">Total</th><td class="amount">${formatMinor(invoice.total, invoice.currency)}</td></tr>`,
  );
  const cards = Object.entries(pageCards).map(([value, words], index) =>
    button("card", value, words, index === 0),
  );
  const form =
    invoice.status === "open"
      ? `<form method="post"><fieldset><legend>Pay</legend>${cards.join("")}</fieldset></form>`
      : "";
  const number = escapeHtml(invoice.number ?? "draft");
  return page(
    `Invoice ${number}`,
    `<h1>Invoice ${number}</h1><p>Status: ${invoice.status ?? ""}</p>${note(fault)}
<table><tbody>${rows.join("")}</tbody></table>${form}
<p><a href="/i/${invoice.id}/pdf">Download as PDF</a></p>`,
  );
}

function receiptPage(charge: Stripe.Charge): Response {
  const last4 = charge.payment_method_details?.card?.last4 ?? "";
  return page(
    "Receipt",
    `<h1>Receipt</h1><p>${formatMinor(charge.amount, charge.currency)} paid with the card ending in
${escapeHtml(last4)}.</p><p>${formatMinor(charge.amount_refunded, charge.currency)} given back.</p>`,
  );
}

/** As small as a PDF with one line of text can be. */
function invoicePdf(invoice: Stripe.Invoice): Response {
  const words = `Invoice ${invoice.number ?? ""} ${formatMinor(invoice.total, invoice.currency)}`;
  const ascii = words.replaceAll(/[^ -~]/g, "").replaceAll(/[()\\]/g, "");
  const stream = `BT /F1 18 Tf 72 720 Td (${ascii}) Tj ET`;
  const objects = [
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R " +
      "/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
  ];
  let text = "%PDF-1.4\n";
  const offsets = objects.map((body, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return at;
  });
  const start = text.length;
  const table = offsets.map((at) => `${String(at).padStart(10, "0")} 00000 n \n`).join("");
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}`;
  text += `trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
  return new Response(text, { headers: { "content-type": "application/pdf" } });
}

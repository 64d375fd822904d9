import { Stripe } from "stripe";
import { idOf, type Account } from "./account.ts";
import { amountOff } from "./coupons.ts";
import { percentOf, share, sum } from "./money.ts";
import { wholeList } from "./route.ts";

/** Charged on top of every amount while automatic tax is on. */
export const TAX_PERCENT = 20;
const TAX_RATE = "txr_standin_20";
const SMALLEST_CHARGE = 50;

/** What an invoice will say on one line. */
export interface LineDraft {
  amount: number;
  description: string;
  quantity: number;
  period: { start: number; end: number };
  price: Stripe.Price | null;
  unitAmount: number;
  isDiscountable: boolean;
  isProration: boolean;
  subscription: string | null;
  item: string | null;
  invoiceItem: string | null;
  credited: { invoice: string; invoice_line_items: string[] } | null;
  metadata: Stripe.Metadata;
}

export interface InvoiceDraft {
  customer: Stripe.Customer;
  subscription: Stripe.Subscription | null;
  currency: string;
  reason: Stripe.Invoice.BillingReason;
  lines: readonly LineDraft[];
  discounts: readonly Stripe.Discount[];
  isTaxed: boolean;
  period: { start: number; end: number };
  created: number;
  metadata?: Stripe.Metadata;
  description?: string | null;
  footer?: string | null;
  autoAdvance?: boolean;
  defaultPaymentMethod?: string | null;
}

/** What every draft begins with. */
const emptyInvoice = {
  object: "invoice",
  account_country: "US",
  account_name: "Stand-in",
  account_tax_ids: null,
  amount_due: 0,
  amount_overpaid: 0,
  amount_paid: 0,
  amount_remaining: 0,
  amount_shipping: 0,
  application: null,
  attempt_count: 0,
  attempted: false,
  automatically_finalizes_at: null,
  collection_method: "charge_automatically",
  custom_fields: null,
  customer_account: null,
  customer_shipping: null,
  default_source: null,
  default_tax_rates: [],
  due_date: null,
  effective_at: null,
  ending_balance: null,
  from_invoice: null,
  hosted_invoice_url: null,
  invoice_pdf: null,
  issuer: { type: "self" },
  last_finalization_error: null,
  latest_revision: null,
  livemode: false,
  next_payment_attempt: null,
  number: null,
  on_behalf_of: null,
  post_payment_credit_notes_amount: 0,
  pre_payment_credit_notes_amount: 0,
  receipt_number: null,
  rendering: null,
  shipping_cost: null,
  shipping_details: null,
  starting_balance: 0,
  statement_descriptor: null,
  status: "draft",
  subtotal: 0,
  subtotal_excluding_tax: 0,
  total: 0,
  total_discount_amounts: [],
  total_excluding_tax: 0,
  total_pretax_credit_amounts: [],
  total_taxes: [],
  webhooks_delivered_at: null,
  payment_settings: {
    default_mandate: null,
    payment_method_options: null,
    payment_method_types: null,
  },
  status_transitions: {
    finalized_at: null,
    marked_uncollectible_at: null,
    paid_at: null,
    voided_at: null,
  },
} satisfies Partial<Stripe.Invoice>;

/** A draft of an invoice; it is not kept. A preview's id is not counted. */
export function buildInvoice(
  account: Account,
  draft: InvoiceDraft,
  isPreview = false,
): Stripe.Invoice {
  const id = isPreview ? `upcoming_in_${draft.customer.id.slice(4)}` : account.newId("in");
  const lines = draft.lines.map((line, index) =>
    lineOf(line, id, draft.currency, isPreview ? `il_tmp_${index + 1}` : account.newId("il")),
  );
  applyDiscounts(account, lines, draft);
  if (draft.isTaxed) for (const line of lines) line.taxes = [taxOf(netOf(line))];
  const { customer, subscription, currency } = draft;
  const method = draft.defaultPaymentMethod ?? null;
  const invoice: Stripe.Invoice = {
    ...emptyInvoice,
    id,
    auto_advance: draft.autoAdvance ?? false,
    automatic_tax: {
      disabled_reason: null,
      enabled: draft.isTaxed,
      liability: draft.isTaxed ? { type: "self" } : null,
      provider: draft.isTaxed ? "stripe" : null,
      status: draft.isTaxed ? "complete" : null,
    },
    billing_reason: draft.reason,
    created: draft.created,
    currency,
    customer: customer.id,
    customer_address: customer.address ?? null,
    customer_email: customer.email,
    customer_name: customer.name ?? null,
    customer_phone: customer.phone ?? null,
    customer_tax_exempt: customer.tax_exempt ?? null,
    customer_tax_ids: taxIdsOf(account, customer.id),
    default_payment_method: method,
    description: draft.description ?? subscription?.invoice_settings.description ?? null,
    discounts: draft.discounts.map((discount) => discount.id),
    footer:
      draft.footer ?? subscription?.invoice_settings.footer ?? customer.invoice_settings.footer,
    lines: wholeList(lines, `/v1/invoices/${id}/lines`),
    metadata: draft.metadata ?? {},
    parent:
      subscription === null
        ? null
        : {
            type: "subscription_details",
            quote_details: null,
            subscription_details: {
              metadata: subscription.metadata,
              subscription: subscription.id,
            },
          },
    period_end: draft.period.end,
    period_start: draft.period.start,
    test_clock: idOf(customer.test_clock),
  };
  return Object.assign(invoice, totalsOf(invoice, customer.balance));
}

function taxIdsOf(account: Account, customer: string): Stripe.Invoice.CustomerTaxId[] {
  return account
    .all("tax_id")
    .filter((one) => idOf(one.customer) === customer)
    .map(({ type, value }) => ({ type, value }));
}

function lineOf(
  draft: LineDraft,
  invoice: string,
  currency: string,
  id: string,
): Stripe.InvoiceLineItem {
  const proration = { credited_items: draft.credited };
  const parent: Stripe.InvoiceLineItem.Parent | null =
    draft.item === null
      ? {
          type: "invoice_item_details",
          subscription_item_details: null,
          invoice_item_details: {
            invoice_item: draft.invoiceItem ?? "",
            proration: draft.isProration,
            proration_details: proration,
            subscription: draft.subscription,
          },
        }
      : {
          type: "subscription_item_details",
          invoice_item_details: null,
          subscription_item_details: {
            invoice_item: draft.invoiceItem,
            proration: draft.isProration,
            proration_details: proration,
            subscription: draft.subscription,
            subscription_item: draft.item,
          },
        };
  return {
    id,
    object: "line_item",
    amount: draft.amount,
    currency,
    description: draft.description,
    discount_amounts: [],
    discountable: draft.isDiscountable,
    discounts: [],
    invoice,
    livemode: false,
    metadata: draft.metadata,
    parent,
    period: draft.period,
    pretax_credit_amounts: [],
    pricing:
      draft.price === null
        ? null
        : {
            type: "price_details",
            price_details: { price: draft.price.id, product: idOf(draft.price.product) },
            unit_amount_decimal: Stripe.Decimal.from(draft.unitAmount),
          },
    quantity: draft.quantity,
    quantity_decimal: Stripe.Decimal.from(draft.quantity),
    subscription: draft.subscription,
    subtotal: draft.amount,
    taxes: [],
  };
}

/** What is left of a line's amount after its discounts. */
export function netOf(line: Stripe.InvoiceLineItem): number {
  return line.amount - sum((line.discount_amounts ?? []).map(({ amount }) => amount));
}

function applyDiscounts(
  account: Account,
  lines: Stripe.InvoiceLineItem[],
  draft: InvoiceDraft,
): void {
  for (const discount of draft.discounts) {
    const coupon = account.find("coupon", idOf(discount.source.coupon) ?? "");
    if (coupon === undefined) continue;
    const products = coupon.applies_to?.products;
    const fitting = lines.filter(
      (line) =>
        line.discountable &&
        (products === undefined || products.includes(line.pricing?.price_details?.product ?? "")),
    );
    const whole = sum(fitting.map(netOf));
    const fixed = amountOff(coupon, draft.currency);
    let left = fixed === null ? 0 : Math.min(fixed, whole);
    let rest = whole;
    for (const line of fitting) {
      const net = netOf(line);
      const off = fixed === null ? percentOf(net, coupon.percent_off ?? 0) : share(left, net, rest);
      left -= off;
      rest -= net;
      line.discount_amounts = [
        ...(line.discount_amounts ?? []),
        { amount: off, discount: discount.id },
      ];
    }
  }
}

function taxOf(net: number): Stripe.InvoiceLineItem.Tax {
  return {
    amount: percentOf(net, TAX_PERCENT),
    tax_behavior: "exclusive",
    tax_rate_details: { tax_rate: TAX_RATE },
    taxability_reason: "standard_rated",
    taxable_amount: net,
    type: "tax_rate_details",
  };
}

/** The sums of an invoice from its lines, with the customer's balance set against the total. */
export function totalsOf(invoice: Stripe.Invoice, balance: number) {
  const lines = invoice.lines.data;
  const subtotal = sum(lines.map(({ amount }) => amount));
  const discounts = new Map<string, number>();
  for (const { amount, discount } of lines.flatMap((line) => line.discount_amounts ?? [])) {
    const id = idOf(discount);
    discounts.set(id, (discounts.get(id) ?? 0) + amount);
  }
  const taxes = lines.flatMap((line) => line.taxes ?? []);
  const net = sum(lines.map(netOf));
  const tax = sum(taxes.map(({ amount }) => amount));
  const total = net + tax;
  const wanted = Math.max(0, total + balance);
  const due = wanted < SMALLEST_CHARGE ? 0 : wanted;
  const [firstTax] = taxes;
  return {
    subtotal,
    subtotal_excluding_tax: subtotal,
    total,
    total_excluding_tax: net,
    total_discount_amounts: [...discounts].map(([discount, amount]) => ({ amount, discount })),
    total_taxes: firstTax === undefined ? [] : [{ ...firstTax, amount: tax, taxable_amount: net }],
    starting_balance: balance,
    amount_due: due,
    amount_remaining: due,
  } satisfies Partial<Stripe.Invoice>;
}

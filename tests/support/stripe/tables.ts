import type { Stripe } from "stripe";

/** An event as it is kept: `data.object` is the object as it was then, without expansions. */
export interface StoredEvent {
  id: string;
  object: "event";
  api_version: string;
  created: number;
  data: { object: Record<string, unknown>; previous_attributes?: Record<string, unknown> };
  livemode: boolean;
  pending_webhooks: number;
  request: Stripe.Event.Request | null;
  type: EventType;
}

/** A calculation that is kept: Stripe gives an id only to such. */
export type StoredCalculation = Stripe.Tax.Calculation & { id: string };

export type EventType = Stripe.Event["type"];

/** What an account keeps, by the word in the object's own `object` field. */
export interface Tables {
  balance_transaction: Stripe.BalanceTransaction;
  "billing_portal.configuration": Stripe.BillingPortal.Configuration;
  "billing_portal.session": Stripe.BillingPortal.Session;
  charge: Stripe.Charge;
  "checkout.session": Stripe.Checkout.Session;
  coupon: Stripe.Coupon;
  credit_note: Stripe.CreditNote;
  customer: Stripe.Customer;
  customer_balance_transaction: Stripe.CustomerBalanceTransaction;
  discount: Stripe.Discount;
  dispute: Stripe.Dispute;
  event: StoredEvent;
  invoice: Stripe.Invoice;
  invoice_payment: Stripe.InvoicePayment;
  invoiceitem: Stripe.InvoiceItem;
  payment_intent: Stripe.PaymentIntent;
  payment_method: Stripe.PaymentMethod;
  price: Stripe.Price;
  product: Stripe.Product;
  promotion_code: Stripe.PromotionCode;
  refund: Stripe.Refund;
  setup_intent: Stripe.SetupIntent;
  subscription: Stripe.Subscription;
  subscription_schedule: Stripe.SubscriptionSchedule;
  "tax.calculation": StoredCalculation;
  tax_id: Stripe.TaxId;
  "test_helpers.test_clock": Stripe.TestHelpers.TestClock;
  webhook_endpoint: Stripe.WebhookEndpoint;
}

export type Kind = keyof Tables;
export type Stored = Tables[Kind];

/** How Stripe's messages name what is not there. */
export const kindNames: Partial<Record<Kind, string>> = {
  "checkout.session": "checkout.session",
  "test_helpers.test_clock": "test_clock",
  payment_method: "PaymentMethod",
};

const kindOfPrefix: Record<string, Kind> = {
  bpc: "billing_portal.configuration",
  cbtxn: "customer_balance_transaction",
  ch: "charge",
  clock: "test_helpers.test_clock",
  cn: "credit_note",
  cs: "checkout.session",
  cus: "customer",
  di: "discount",
  dp: "dispute",
  evt: "event",
  ii: "invoiceitem",
  in: "invoice",
  inpay: "invoice_payment",
  pi: "payment_intent",
  pm: "payment_method",
  price: "price",
  prod: "product",
  promo: "promotion_code",
  re: "refund",
  seti: "setup_intent",
  sub: "subscription",
  taxcalc: "tax.calculation",
  txi: "tax_id",
  txn: "balance_transaction",
  we: "webhook_endpoint",
};

/** Which table an id belongs to. */
export function kindOf(id: string): Kind | undefined {
  if (id.startsWith("sub_sched_")) return "subscription_schedule";
  return kindOfPrefix[id.slice(0, id.indexOf("_"))];
}

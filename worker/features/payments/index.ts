/**
 * Payments: what happens to money, and each effect of it on PT, once. Invoices, payments and
 * chargebacks are copies of Stripe's objects that never go back to an older state; grants are keyed
 * by invoice line or payment intent, clawbacks follow the cumulative amount that went back.
 * See docs/design/billing.md.
 */
export {
  buildEvidence,
  getAutoTopup,
  getChargeback,
  getDunning,
  getInvoice,
  getUpcomingInvoice,
  listChargebacks,
  listInvoices,
  listPaymentMethods,
  listPayments,
  listTopups,
  payInvoice,
  refundPayment,
  removePaymentMethod,
  setDefaultPaymentMethod,
  startTopup,
  submitEvidence,
  triggerAutoTopup,
  updateAutoTopup,
} from "./thin.ts";
export { findGrantMoney, type GrantMoney } from "./find-grant-money.ts";
export { syncCharge } from "./sync-charge.ts";
export { syncDispute } from "./sync-dispute.ts";
export { syncInvoice } from "./sync-invoice.ts";
export { syncPaymentIntent } from "./sync-payment-intent.ts";
export { listSales, type SaleSpan } from "./list-sales.ts";

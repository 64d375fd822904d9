/**
 * Payments: what happens to money, and each effect of it on PT, once. Invoices, payments and
 * chargebacks are copies of Stripe's objects that never go back to an older state; grants are keyed
 * by invoice line or payment intent, clawbacks follow the cumulative amount that went back.
 * See docs/design/billing.md.
 */
export { getAutoTopup, updateAutoTopup } from "./auto-topup.ts";
export { buildEvidence, submitEvidence } from "./evidence.ts";
export { getDunning } from "./get-dunning.ts";
export { getUpcomingInvoice } from "./get-upcoming-invoice.ts";
export { getChargeback, listChargebacks } from "./list-chargebacks.ts";
export { getInvoice, listInvoices } from "./list-invoices.ts";
export { listPayments } from "./list-payments.ts";
export { listTopups } from "./list-topups.ts";
export { payInvoice } from "./pay-invoice.ts";
export {
  listPaymentMethods,
  removePaymentMethod,
  setDefaultPaymentMethod,
} from "./payment-methods.ts";
export { listRefunds, refundPayment } from "./refund-payment.ts";
export { startTopup } from "./start-topup.ts";
export { triggerAutoTopup } from "./trigger-auto-topup.ts";
export { concludePayment } from "./conclude-payment.ts";
export { UnknownCustomer } from "./find-owner.ts";
export { findGrantMoney, type GrantMoney } from "./find-grant-money.ts";
export { syncCharge } from "./sync-charge.ts";
export { syncDispute } from "./sync-dispute.ts";
export { syncInvoice } from "./sync-invoice.ts";
export { syncPaymentIntent } from "./sync-payment-intent.ts";
export { listSales, type SaleSpan } from "./list-sales.ts";

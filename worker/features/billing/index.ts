/**
 * Billing: who pays and for which plan. Money is Stripe's; the rows here follow its customers and
 * subscriptions, brought in by re-fetching and written by compare-and-swap, so that events may come
 * late, twice or in any order. The plan of a workspace follows its subscription's state. A workspace
 * has at most one customer and one living subscription. See docs/design/billing.md.
 */
export { isBillingConnected, mayManageBilling } from "./abilities.ts";
export { applyPromotionCode } from "./apply-promotion-code.ts";
export { getBillingDetails, updateBillingDetails } from "./billing-details.ts";
export {
  acceptRetentionOffer,
  cancelSubscription,
  getRetentionOffer,
  pauseSubscription,
  resumeSubscription,
  unpauseSubscription,
} from "./cancel-subscription.ts";
export { cancelScheduledChange, changePlan } from "./change-plan.ts";
export { ensureCustomer } from "./ensure-customer.ts";
export { findAccountOfCustomer, findCustomer } from "./find-customer.ts";
export { getBilling } from "./get-billing.ts";
export { getInvoiceBranding, updateInvoiceBranding } from "./invoice-branding.ts";
export { findSubscription } from "./list-subscriptions.ts";
export { openPortal } from "./open-portal.ts";
export { previewChange } from "./preview-change.ts";
export { startCheckout } from "./start-checkout.ts";
export { restorePlan, suspendPlan } from "./suspend-plan.ts";
export { concludeCheckout, syncCheckoutSession } from "./sync-checkout.ts";
export { syncCustomer, syncSubscription } from "./sync-subscription.ts";

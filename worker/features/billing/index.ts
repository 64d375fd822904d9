/**
 * Billing: who pays and for which plan. Money is Stripe's; the rows here follow its customers and
 * subscriptions, brought in by re-fetching and written by compare-and-swap, so that events may come
 * late, twice or in any order. The plan of a workspace follows its subscription's state. A workspace
 * has at most one customer and one living subscription. See docs/design/billing.md.
 */
export {
  acceptRetentionOffer,
  applyPromotionCode,
  cancelScheduledChange,
  cancelSubscription,
  changePlan,
  concludeCheckout,
  ensureCustomer,
  findAccountOfCustomer,
  findCustomer,
  findSubscription,
  getBilling,
  getBillingDetails,
  getRetentionOffer,
  openPortal,
  pauseSubscription,
  previewChange,
  restorePlan,
  resumeSubscription,
  startCheckout,
  suspendPlan,
  syncCheckoutSession,
  syncCustomer,
  syncSubscription,
  unpauseSubscription,
  updateBillingDetails,
} from "./thin.ts";

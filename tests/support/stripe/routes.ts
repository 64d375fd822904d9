import { chargeRoutes } from "./charges.ts";
import { checkoutRoutes } from "./checkout.ts";
import { couponRoutes } from "./coupons.ts";
import { creditNoteRoutes } from "./credit-notes.ts";
import { customerBalanceRoutes } from "./customer-balance.ts";
import { customerRoutes } from "./customers.ts";
import { disputeRoutes } from "./disputes.ts";
import { eventRoutes } from "./events.ts";
import { intentRoutes } from "./intents.ts";
import { invoiceItemRoutes } from "./invoice-item-routes.ts";
import { previewRoutes } from "./invoice-preview.ts";
import { invoiceRoutes } from "./invoices.ts";
import { paymentMethodRoutes } from "./payment-methods.ts";
import { portalRoutes } from "./portal.ts";
import { priceRoutes } from "./prices.ts";
import { refundRoutes } from "./refunds.ts";
import type { Route } from "./route.ts";
import { scheduleRoutes } from "./schedules.ts";
import { setupIntentRoutes } from "./setup-intents.ts";
import { subscriptionRoutes } from "./subscriptions.ts";
import { taxCalculationRoutes } from "./tax-calculations.ts";
import { testClockRoutes } from "./test-clocks.ts";

/** Every operation of the API that is carried. */
export const apiRoutes: Route[] = [
  ...customerRoutes,
  ...priceRoutes,
  ...paymentMethodRoutes,
  ...intentRoutes,
  ...setupIntentRoutes,
  ...couponRoutes,
  ...previewRoutes,
  ...invoiceRoutes,
  ...subscriptionRoutes,
  ...scheduleRoutes,
  ...checkoutRoutes,
  ...portalRoutes,
  ...creditNoteRoutes,
  ...invoiceItemRoutes,
  ...customerBalanceRoutes,
  ...taxCalculationRoutes,
  ...testClockRoutes,
  ...chargeRoutes,
  ...refundRoutes,
  ...disputeRoutes,
  ...eventRoutes,
];

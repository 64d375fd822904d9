import { customerRoutes } from "./customers.ts";
import { eventRoutes } from "./events.ts";
import { paymentMethodRoutes } from "./payment-methods.ts";
import { priceRoutes } from "./prices.ts";
import type { Route } from "./route.ts";

/** Every operation of the API that is carried. */
export const apiRoutes: Route[] = [
  ...customerRoutes,
  ...priceRoutes,
  ...paymentMethodRoutes,
  ...eventRoutes,
];

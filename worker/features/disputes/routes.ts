import type { Api } from "#platform/api";
import { registerOperatorRoutes } from "./operator-routes.ts";
import { registerOwnRoutes } from "./own-routes.ts";

/** The public API of disputes, for both sides. */
export function registerDisputeRoutes(api: Api): void {
  registerOwnRoutes(api);
  registerOperatorRoutes(api);
}

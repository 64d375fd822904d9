/**
 * Models and what they cost. A rate card is a whole list of models with prices in PT per 1,000
 * tokens; cards are versioned and never changed, the highest version is in force. A model without a
 * price, outside the plan or not connected is refused before its provider is called. A turn pins the
 * prices and the version it began with. See docs/design/ledger.md.
 */
export { findRateCard, getRateCard } from "./get-rate-card.ts";
export { listModels } from "./list-models.ts";
export { getModelConsent, updateModelConsent } from "./model-consent.ts";
export { findRoutedPlans, setRoutedPlans } from "./model-routing.ts";
export { pricesMicro } from "./prices-micro.ts";
export { publishRateCard } from "./publish-rate-card.ts";
export { requireModel } from "./require-model.ts";

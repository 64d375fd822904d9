/**
 * Plans and packs: what they give and what they cost, as data. A plan's terms are versions that never
 * change; the highest one is on offer. A workspace is on the version that it took and keeps it until
 * it takes another, so that publishing alters nobody's running period. Stripe's prices are made of
 * versions when they are first needed. See docs/decisions/0012-plans-as-versioned-data.md.
 */
export { findPriceTerms } from "./find-price-terms.ts";
export { getPlanVersion } from "./get-plan-version.ts";
export { isOpenForSale } from "./is-open-for-sale.ts";
export { getPackList, listPacks } from "./list-packs.ts";
export { listPlanVersions } from "./list-plan-versions.ts";
export { currentPlan, listPlans } from "./list-plans.ts";
export { planOf, tryRequestsPerMinute } from "./plan-of.ts";
export { publishPacks } from "./publish-packs.ts";
export { publishPlan } from "./publish-plan.ts";
export { stripePriceOf } from "./stripe-price-of.ts";

/**
 * Provider usage: what the AI providers say was used and what they bill for it, by day and model.
 * Reports come from the providers' organisation interfaces or from files that an operator brings in;
 * token classes are disjoint as in the ledger. A day is replaced whole or not at all; it is compared
 * and trued up only once it is final. Nothing here is ever estimated.
 * See docs/design/reconciliation.md.
 */
export { addDays, dayEndMs, dayOf, daysBetween } from "./days.ts";
export { isLate } from "./decide-report.ts";
export { fetchProviderReport } from "./fetch-provider-report.ts";
export { importProviderUsage, listUsageImports } from "./import-provider-usage.ts";
export {
  listProviderCosts,
  listProviderUsage,
  listReportConnections,
  listReportDays,
} from "./list-reports.ts";
export type { DayRange } from "./report-source.ts";

import type { Day, ReportedCost, ReportedUsage, ReportingProvider } from "./schema.ts";

/** Whole days in UTC, both included. */
export interface DayRange {
  fromDay: Day;
  toDay: Day;
}

/** The rows of a day; a day that the provider has no report of yet is absent. */
export interface DayRows<Row> {
  day: Day;
  rows: Row[];
}

export interface ReportPage<Row> {
  days: DayRows<Row>[];
  /** What to ask the next page with; null on the last. */
  nextPage: string | null;
}

/** A provider's organisation reports. Every call is one request; failures are ProviderErrors. */
export interface ReportSource {
  readonly provider: ReportingProvider;
  usagePage(range: DayRange, page: string | null): Promise<ReportPage<ReportedUsage>>;
  costPage(range: DayRange, page: string | null): Promise<ReportPage<ReportedCost>>;
}

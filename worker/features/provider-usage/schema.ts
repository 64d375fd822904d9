import { z } from "zod";
import type { TokenCounts } from "#core/pricing";

/** Providers whose organisation reports are fetched by themselves. */
export const reportingProviders = ["openai", "anthropic"] as const;
export type ReportingProvider = (typeof reportingProviders)[number];

/** A day in UTC as `2026-11-21`. */
export type Day = string;

/** What a provider says was used of a model on a day. Classes are disjoint, as ours are. */
export interface ReportedUsage {
  provider: string;
  day: Day;
  /** The provider's own name of the model. */
  model: string;
  /** Calls; null when the report does not count them. */
  requests: number | null;
  tokens: TokenCounts;
}

/** What a provider bills for a day. Micro-USD: 1,000,000 are one US dollar; credits are negative. */
export interface ReportedCost {
  provider: string;
  day: Day;
  /** Empty when the provider does not name one. */
  model: string;
  /** What of the model: a class of tokens, or another item in the provider's words. */
  item: string;
  amountMicroUsd: number;
}

/** How a provider's report of one day stands. */
export interface ReportDayView {
  provider: string;
  day: Day;
  source: "api" | "csv";
  fetchedAtMs: number;
  /** When its figures were last other than before. */
  changedAtMs: number;
  /** From then on it is compared and trued up; null while figures may still come. */
  finalAtMs: number | null;
  /** When a final report changed after all; null when it did not. */
  revisedAtMs: number | null;
}

/** Whether a provider's reports reach us. */
export interface ReportConnection {
  provider: string;
  state: "connected" | "not-connected" | "failing";
  /** The setting that connects it. */
  setting: string;
  fetchedAtMs: number | null;
  /** Why the latest fetch failed, in the provider's words. */
  failure: string | null;
}

/** A file of usage that an operator brought in. */
export interface UsageImportView {
  id: string;
  filename: string;
  sha256: string;
  rows: number;
  providers: string[];
  fromDay: Day;
  toDay: Day;
  importedBy: string;
  importedAtMs: number;
}

export const CSV_CHARS_MAX = 1_000_000;
export const CSV_ROWS_MAX = 10_000;

/** The columns of a usage file; `requests` and `cost_usd` may be missing. */
export const usageColumns = [
  "provider",
  "day",
  "model",
  "requests",
  "input_tokens",
  "cached_read_tokens",
  "cache_write_tokens",
  "output_tokens",
  "cost_usd",
] as const;

export const UsageImportInput = z.object({
  filename: z.string().trim().min(1).max(200),
  csv: z.string().min(1, "the file is empty").max(CSV_CHARS_MAX, "at most one million characters"),
});
export type UsageImportInput = z.infer<typeof UsageImportInput>;

/** Providers and models of reports have names of these characters. */
export const ProviderName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, "small letters, digits, -");
export const ReportModel = z.string().regex(/^[\w@][\w.:/@+-]{0,199}$/, "a model's name");

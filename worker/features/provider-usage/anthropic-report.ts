import { z } from "zod";
import { ProviderError } from "#platform/ai/provider";
import { toIso } from "#core/time";
import { dayEndMs, dayOf, dayStartMs } from "./days.ts";
import { fetchJson } from "./fetch-json.ts";
import { parseMicro } from "./micro-usd.ts";
import { nextPageOf, parsePage } from "./parse-page.ts";
import type { DayRange, ReportPage, ReportSource } from "./report-source.ts";
import type { Day, ReportedCost, ReportedUsage } from "./schema.ts";

const API_VERSION = "2023-06-01";
const BUCKETS_MAX = 31;
const Count = z.int().min(0);

const UsageResult = z.object({
  model: z.string().max(200).nullish(),
  uncached_input_tokens: Count,
  cache_read_input_tokens: Count,
  cache_creation: z
    .object({
      ephemeral_1h_input_tokens: Count.optional(),
      ephemeral_5m_input_tokens: Count.optional(),
    })
    .nullish(),
  output_tokens: Count,
});

const CostResult = z.object({
  amount: z.string().max(80),
  currency: z.string().max(10),
  model: z.string().max(200).nullish(),
  token_type: z.string().max(100).nullish(),
  description: z.string().max(400).nullish(),
  cost_type: z.string().max(100).nullish(),
});

const page = <S extends z.ZodType>(result: S) =>
  z.object({
    data: z
      .array(
        z.object({
          starting_at: z.iso.datetime({ offset: true }),
          results: z.array(result).max(10_000),
        }),
      )
      .max(BUCKETS_MAX),
    has_more: z.boolean(),
    next_page: z.string().max(2_000).nullish(),
  });

const UsagePage = page(UsageResult);
const CostPage = page(CostResult);

export interface AnthropicReportSettings {
  /** With or without `/v1`. */
  baseUrl: string;
  adminKey: string;
}

/**
 * Anthropic's usage of messages and its costs, in buckets of a day in UTC. Its classes are disjoint
 * already; cache writes of both lifetimes are one class of ours. Amounts are decimal strings in
 * cents. The reports may be asked some ninety times an hour, so a page takes as many days as it may.
 * https://platform.claude.com/docs/en/api/admin/usage_report
 */
export function anthropicReports({ baseUrl, adminKey }: AnthropicReportSettings): ReportSource {
  const root = baseUrl.replace(/\/+$/, "").replace(/\/v1$/, "");
  const headers = { "x-api-key": adminKey, "anthropic-version": API_VERSION };
  const get = (path: string, range: DayRange, groupBy: string, from: string | null) => {
    const url = new URL(`${root}/v1/organizations/${path}`);
    url.searchParams.set("starting_at", toIso(dayStartMs(range.fromDay)));
    url.searchParams.set("ending_at", toIso(dayEndMs(range.toDay)));
    url.searchParams.set("bucket_width", "1d");
    url.searchParams.set("group_by[]", groupBy);
    url.searchParams.set("limit", String(BUCKETS_MAX));
    if (from !== null) url.searchParams.set("page", from);
    return fetchJson(url, headers, [adminKey]);
  };
  return {
    provider: "anthropic",
    usagePage: async (range, from) =>
      readAnthropicUsagePage(await get("usage_report/messages", range, "model", from)),
    costPage: async (range, from) =>
      readAnthropicCostPage(await get("cost_report", range, "description", from)),
  };
}

export function readAnthropicUsagePage(body: unknown): ReportPage<ReportedUsage> {
  const read = parsePage(UsagePage, body);
  return {
    nextPage: nextPageOf(read),
    days: read.data.map((one) => {
      const day = dayOfBucket(one.starting_at);
      return { day, rows: one.results.map((result) => toUsage(day, result)) };
    }),
  };
}

export function readAnthropicCostPage(body: unknown): ReportPage<ReportedCost> {
  const read = parsePage(CostPage, body);
  return {
    nextPage: nextPageOf(read),
    days: read.data.map((one) => {
      const day = dayOfBucket(one.starting_at);
      return { day, rows: one.results.map((result) => toCost(day, result)) };
    }),
  };
}

function toUsage(day: Day, result: z.infer<typeof UsageResult>): ReportedUsage {
  const creation = result.cache_creation;
  return {
    provider: "anthropic",
    day,
    model: result.model ?? "unknown",
    requests: null,
    tokens: {
      input: result.uncached_input_tokens,
      cachedRead: result.cache_read_input_tokens,
      cacheWrite:
        (creation?.ephemeral_5m_input_tokens ?? 0) + (creation?.ephemeral_1h_input_tokens ?? 0),
      output: result.output_tokens,
    },
  };
}

function toCost(day: Day, result: z.infer<typeof CostResult>): ReportedCost {
  if (result.currency.toUpperCase() !== "USD") {
    throw new ProviderError("protocol", `Costs in ${result.currency} instead of USD`);
  }
  const amountMicroUsd = parseMicro(result.amount, 4);
  if (amountMicroUsd === undefined) {
    throw new ProviderError("protocol", "A cost is not an amount");
  }
  const item = result.token_type ?? result.description ?? result.cost_type ?? "total";
  return { provider: "anthropic", day, model: result.model ?? "", item, amountMicroUsd };
}

function dayOfBucket(startingAt: string): Day {
  const atMs = Date.parse(startingAt);
  const day = dayOf(atMs);
  if (dayStartMs(day) === atMs) return day;
  throw new ProviderError("protocol", "A bucket does not begin with a day");
}

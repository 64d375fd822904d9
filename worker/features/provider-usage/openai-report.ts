import { z } from "zod";
import { ProviderError } from "#platform/ai/provider";
import { SECOND_MS } from "#core/time";
import { dayEndMs, dayOf, dayStartMs } from "./days.ts";
import { fetchJson } from "./fetch-json.ts";
import { microOfNumber, parseMicro } from "./micro-usd.ts";
import { nextPageOf, parsePage } from "./parse-page.ts";
import type { DayRange, ReportPage, ReportSource } from "./report-source.ts";
import type { Day, ReportedCost, ReportedUsage } from "./schema.ts";

const BUCKETS_MAX = 31;
const Count = z.int().min(0);

const UsageResult = z.object({
  model: z.string().max(200).nullish(),
  input_tokens: Count,
  input_cached_tokens: Count.nullish(),
  input_cache_write_tokens: Count.nullish(),
  output_tokens: Count,
  num_model_requests: Count.nullish(),
});

const CostResult = z.object({
  amount: z.object({
    value: z.union([z.number(), z.string().max(80)]),
    currency: z.string().max(10),
  }),
  line_item: z.string().max(400).nullish(),
});

const bucket = <S extends z.ZodType>(result: S) =>
  z.object({ start_time: z.int(), end_time: z.int(), results: z.array(result).max(10_000) });

const page = <S extends z.ZodType>(result: S) =>
  z.object({
    data: z.array(bucket(result)).max(BUCKETS_MAX),
    has_more: z.boolean(),
    next_page: z.string().max(2_000).nullish(),
  });

const UsagePage = page(UsageResult);
const CostPage = page(CostResult);

export interface OpenAiReportSettings {
  baseUrl: string;
  adminKey: string;
}

/**
 * OpenAI's usage of chat completions and its costs, in buckets of a day in UTC. `input_tokens`
 * include cached reads and cache writes, so these are taken out to make the classes disjoint.
 * https://platform.openai.com/docs/api-reference/usage
 */
export function openAiReports({ baseUrl, adminKey }: OpenAiReportSettings): ReportSource {
  const headers = { authorization: `Bearer ${adminKey}` };
  const get = (path: string, range: DayRange, groupBy: string, from: string | null) => {
    const url = new URL(`${withVersion(baseUrl)}/organization/${path}`);
    url.searchParams.set("start_time", String(dayStartMs(range.fromDay) / SECOND_MS));
    url.searchParams.set("end_time", String(dayEndMs(range.toDay) / SECOND_MS));
    url.searchParams.set("bucket_width", "1d");
    url.searchParams.set("group_by", groupBy);
    url.searchParams.set("limit", String(BUCKETS_MAX));
    if (from !== null) url.searchParams.set("page", from);
    return fetchJson(url, headers, [adminKey]);
  };
  return {
    provider: "openai",
    usagePage: async (range, from) =>
      readOpenAiUsagePage(await get("usage/completions", range, "model", from)),
    costPage: async (range, from) =>
      readOpenAiCostPage(await get("costs", range, "line_item", from)),
  };
}

export function readOpenAiUsagePage(body: unknown): ReportPage<ReportedUsage> {
  const read = parsePage(UsagePage, body);
  return {
    nextPage: nextPageOf(read),
    days: read.data.map((one) => {
      const day = dayOfBucket(one.start_time);
      return { day, rows: one.results.map((result) => toUsage(day, result)) };
    }),
  };
}

export function readOpenAiCostPage(body: unknown): ReportPage<ReportedCost> {
  const read = parsePage(CostPage, body);
  return {
    nextPage: nextPageOf(read),
    days: read.data.map((one) => {
      const day = dayOfBucket(one.start_time);
      return { day, rows: one.results.map((result) => toCost(day, result)) };
    }),
  };
}

function toUsage(day: Day, result: z.infer<typeof UsageResult>): ReportedUsage {
  const cachedRead = result.input_cached_tokens ?? 0;
  const cacheWrite = result.input_cache_write_tokens ?? 0;
  const input = result.input_tokens - cachedRead - cacheWrite;
  if (input < 0) throw new ProviderError("protocol", "More cached tokens than input tokens");
  return {
    provider: "openai",
    day,
    model: result.model ?? "unknown",
    requests: result.num_model_requests ?? null,
    tokens: { input, cachedRead, cacheWrite, output: result.output_tokens },
  };
}

/** Line items read `<model>, <item>`, for example `gpt-5-mini, cached input`. */
function toCost(
  day: Day,
  { amount, line_item: lineItem }: z.infer<typeof CostResult>,
): ReportedCost {
  if (amount.currency.toLowerCase() !== "usd") {
    throw new ProviderError("protocol", `Costs in ${amount.currency} instead of USD`);
  }
  const { value } = amount;
  const amountMicroUsd = typeof value === "number" ? microOfNumber(value) : parseMicro(value, 6);
  if (amountMicroUsd === undefined) {
    throw new ProviderError("protocol", "A cost is not an amount");
  }
  const comma = lineItem?.lastIndexOf(", ") ?? -1;
  const model = comma > 0 ? (lineItem?.slice(0, comma) ?? "") : "";
  const item = comma > 0 ? (lineItem?.slice(comma + 2) ?? "") : (lineItem ?? "total");
  return { provider: "openai", day, model, item, amountMicroUsd };
}

function dayOfBucket(startSeconds: number): Day {
  const day = dayOf(startSeconds * SECOND_MS);
  if (dayStartMs(day) !== startSeconds * SECOND_MS) {
    throw new ProviderError("protocol", "A bucket does not begin with a day");
  }
  return day;
}

/** Without a trailing slash, and with `/v1` when the address has no path. */
function withVersion(baseUrl: string): string {
  const trimmed = baseUrl.replace(/\/+$/, "");
  return new URL(trimmed).pathname === "/" ? `${trimmed}/v1` : trimmed;
}

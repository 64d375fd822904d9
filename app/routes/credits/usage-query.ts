import { DAY_MS } from "#core/time";
import type { UsageGroup } from "#features/credits/schema";

/** What the usage card can tell apart, beside the days. */
export const usageGroups = ["model", "feature", "member"] as const satisfies UsageGroup[];
export type ShownGroup = (typeof usageGroups)[number];

export const usageSpans = ["7", "30", "90", "365"] as const;
const SPAN = "30";

export interface UsageQuery {
  by: ShownGroup;
  /** How many days up to today, as in the address. */
  span: (typeof usageSpans)[number];
  from: string;
  to: string;
}

/** What the address asks of the usage card; what it does not know is the default. */
export function parseUsageQuery(url: URL, nowMs: number): UsageQuery {
  const by = usageGroups.find((one) => one === url.searchParams.get("by")) ?? "model";
  const span = usageSpans.find((one) => one === url.searchParams.get("days")) ?? SPAN;
  const dayOf = (atMs: number) => new Date(atMs).toISOString().slice(0, 10);
  return { by, span, from: dayOf(nowMs - (Number(span) - 1) * DAY_MS), to: dayOf(nowMs) };
}

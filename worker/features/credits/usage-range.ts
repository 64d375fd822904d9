import { and, eq, gte, lte, type SQL } from "drizzle-orm";
import { Problem } from "#core/problem";
import { DAY_MS, toIso } from "#core/time";
import { may, requirePermission, requirePerson } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { USAGE_DAYS_MAX, type UsageInput } from "./schema.ts";
import { usageDaily } from "./tables.ts";

const DAYS = 30;

export interface UsageRange {
  from: string;
  to: string;
}

/** Days from one to another, both included. */
function daysOf({ from, to }: UsageRange): number {
  return (Date.parse(to) - Date.parse(from)) / DAY_MS + 1;
}

/** The days that are asked for; the last 30 when nothing is said. Refuses more than a year. */
export function rangeOf(asked: Partial<UsageRange>, nowMs: number): UsageRange {
  const to = asked.to ?? toIso(nowMs).slice(0, 10);
  const from = asked.from ?? toIso(Date.parse(to) - (DAYS - 1) * DAY_MS).slice(0, 10);
  const days = daysOf({ from, to });
  if (days >= 1 && days <= USAGE_DAYS_MAX) return { from, to };
  const detail = days < 1 ? "before the other day" : `at most ${USAGE_DAYS_MAX} days`;
  throw new Problem("invalid-input", { detail, errors: [{ pointer: "/from", detail }] });
}

/** The column that tells usage apart. */
export const usageColumn = {
  day: usageDaily.day,
  model: usageDaily.model,
  member: usageDaily.memberId,
  feature: usageDaily.feature,
} as const;

/**
 * The rows that are asked for, of this workspace. Without `usage.read`
 * someone who asks about members is told about themselves.
 */
export function usageWhere(ctx: Ctx, input: UsageInput, { from, to }: UsageRange): SQL | undefined {
  const { accountId } = requirePermission(ctx, "credits.read");
  const { model, feature, apiKeyId, by } = input;
  const asksOfOthers = by === "member" || input.memberId !== undefined;
  const memberId = asksOfOthers && !may(ctx, "usage.read") ? requirePerson(ctx) : input.memberId;
  return and(
    eq(usageDaily.accountId, accountId),
    gte(usageDaily.day, from),
    lte(usageDaily.day, to),
    model === undefined ? undefined : eq(usageDaily.model, model),
    feature === undefined ? undefined : eq(usageDaily.feature, feature),
    memberId === undefined ? undefined : eq(usageDaily.memberId, memberId),
    apiKeyId === undefined ? undefined : eq(usageDaily.apiKeyId, apiKeyId),
  );
}

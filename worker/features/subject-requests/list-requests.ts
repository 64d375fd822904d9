import { asc, desc, eq, sql } from "drizzle-orm";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { SubjectRequestView } from "./schema.ts";
import { subjectRequests } from "./tables.ts";

type Row = typeof subjectRequests.$inferSelect;

const LIST_MAX = 200;

export function toView(row: Row, nowMs: number): SubjectRequestView {
  const { tokenHash: _tokenHash, locale: _locale, confirmedAtMs: _confirmed, ...rest } = row;
  const { updatedAtMs: _updated, ...view } = rest;
  return {
    ...view,
    overdue: row.state === "open" && row.dueAtMs !== null && row.dueAtMs <= nowMs,
  };
}

export interface SubjectRequestList {
  items: SubjectRequestView[];
  open: number;
  overdue: number;
  closed: number;
  /** Of those that are closed, from confirmed to closed; null while none is. */
  medianDays: number | null;
}

const DAY_MS = 86_400_000;

/** All proven requests, open ones by their deadline first, with figures. For the operator. */
export async function listSubjectRequests(ctx: Ctx): Promise<SubjectRequestList> {
  requireOperator(ctx);
  const now = ctx.clock.now();
  const rows = await ctx.db
    .select()
    .from(subjectRequests)
    .where(sql`${subjectRequests.state} <> 'unconfirmed'`)
    .orderBy(desc(eq(subjectRequests.state, "open")), asc(subjectRequests.dueAtMs))
    .limit(LIST_MAX);
  const items = rows.map((row) => toView(row, now));
  const took = rows
    .flatMap(({ closedAtMs, confirmedAtMs }) =>
      closedAtMs === null || confirmedAtMs === null ? [] : [(closedAtMs - confirmedAtMs) / DAY_MS],
    )
    .toSorted((a, b) => a - b);
  return {
    items,
    open: items.filter(({ state }) => state === "open").length,
    overdue: items.filter(({ overdue }) => overdue).length,
    closed: took.length,
    medianDays: took[Math.floor(took.length / 2)] ?? null,
  };
}

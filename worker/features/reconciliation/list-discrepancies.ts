import { and, asc, desc, eq, gt, isNull, like, lt, or, type SQL, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { DiscrepancyRow } from "./recheck.ts";
import { DiscrepancyQuery, type DiscrepancyView } from "./schema.ts";
import { discrepancies } from "./tables.ts";
import { toDiscrepancyView } from "./to-discrepancy-view.ts";

const d = discrepancies;

function isLike(text: string): SQL | undefined {
  const pattern = `%${text.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
  const matches = (column: typeof d.object | typeof d.accountId | typeof d.note) =>
    sql`${like(column, pattern)} ESCAPE '\\'`;
  return or(matches(d.object), matches(d.accountId), matches(d.note));
}

function filtersOf({ state, type, lane, owner, search }: DiscrepancyQuery): (SQL | undefined)[] {
  return [
    state === undefined ? undefined : eq(d.state, state),
    type === undefined ? undefined : eq(d.type, type),
    lane === undefined ? undefined : eq(d.lane, lane),
    owner === undefined ? undefined : owner === "none" ? isNull(d.ownerId) : eq(d.ownerId, owner),
    search === undefined || search === "" ? undefined : isLike(search),
  ];
}

const size = sql<number>`ABS(${d.differs})`;

/** The order of the list, its place after the last row, and the next page's. */
function orderOf(sort: DiscrepancyQuery["sort"], cursor: string | undefined) {
  const [first = "", id = ""] = cursor?.split("~") ?? [];
  const at = Number(first);
  if (sort === "-differs") {
    return {
      order: [desc(size), desc(d.id)],
      after: cursor === undefined ? undefined : sql`(${size}, ${d.id}) < (${at}, ${id})`,
      cursorOf: (row: DiscrepancyRow) => `${Math.abs(row.differs)}~${row.id}`,
    };
  }
  const isOldest = sort === "seen";
  const compare = isOldest ? gt : lt;
  const one = isOldest ? asc : desc;
  const isTied = and(eq(d.firstSeenAtMs, at), compare(d.id, id as DiscrepancyRow["id"]));
  return {
    order: [one(d.firstSeenAtMs), one(d.id)],
    after: cursor === undefined ? undefined : or(compare(d.firstSeenAtMs, at), isTied),
    cursorOf: (row: DiscrepancyRow) => `${row.firstSeenAtMs}~${row.id}`,
  };
}

/** Discrepancies with what was found, newest first unless sorted otherwise. For the operator. */
export async function listDiscrepancies(
  ctx: Ctx,
  input: DiscrepancyQuery = {},
): Promise<{ items: DiscrepancyView[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const query = parseInput(DiscrepancyQuery, input);
  const { order, after, cursorOf } = orderOf(query.sort, query.cursor);
  const rows = await ctx.db
    .select()
    .from(d)
    .where(and(...filtersOf(query), after))
    .orderBy(...order)
    .limit(query.limit + 1);
  const items = rows.slice(0, query.limit);
  const last = items.at(-1);
  return {
    items: items.map(toDiscrepancyView),
    nextCursor: rows.length > query.limit && last !== undefined ? cursorOf(last) : null,
  };
}

/** How many there are in each state, for tabs and figures. For the operator. */
export async function countDiscrepancies(
  ctx: Ctx,
): Promise<{ open: number; byLane: Record<DiscrepancyView["lane"], number> }> {
  requireOperator(ctx);
  const rows = await ctx.db
    .select({ lane: d.lane, count: sql<number>`COUNT(*)`.mapWith(Number) })
    .from(d)
    .where(eq(d.state, "open"))
    .groupBy(d.lane);
  const byLane = { money: 0, pt: 0, usage: 0 };
  for (const { lane, count } of rows) byLane[lane] = count;
  return { open: byLane.money + byLane.pt + byLane.usage, byLane };
}

/** The row behind an id; `not-found` otherwise. */
export async function getDiscrepancyRow(ctx: Ctx, id: string): Promise<DiscrepancyRow> {
  const row = await ctx.db
    .select()
    .from(d)
    .where(eq(d.id, id as DiscrepancyRow["id"]))
    .get();
  if (row !== undefined) return row;
  throw new Problem("not-found", { detail: "There is no such discrepancy." });
}

/** One discrepancy. Unknown ids are `not-found`. For the operator. */
export async function getDiscrepancy(ctx: Ctx, id: string): Promise<DiscrepancyView> {
  requireOperator(ctx);
  return toDiscrepancyView(await getDiscrepancyRow(ctx, id));
}

import { and, asc, desc, eq, sql, type SQL } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { users } from "#features/identity/tables";
import { requireOperator } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import type { Ctx } from "#platform/ctx";
import type { DisputeRow } from "./access.ts";
import { queueFilter } from "./queue-filter.ts";
import { type DisputeSort, type OperatorSummary, QueueInput } from "./schema.ts";
import { disputes } from "./tables.ts";
import { toSummary } from "./to-dispute-view.ts";

/** Those that are over have no deadline and come last. */
const NEVER = Number.MAX_SAFE_INTEGER;

interface Order {
  by: SQL;
  descending: boolean;
  valueOf: (row: DisputeRow) => number;
}

const orders: Record<DisputeSort, Order> = {
  due: {
    by: sql`coalesce(${disputes.dueAtMs}, ${sql.raw(String(NEVER))})`,
    descending: false,
    valueOf: ({ dueAtMs }) => dueAtMs ?? NEVER,
  },
  created: {
    by: sql`${disputes.createdAtMs}`,
    descending: false,
    valueOf: ({ createdAtMs }) => createdAtMs,
  },
  "-created": {
    by: sql`${disputes.createdAtMs}`,
    descending: true,
    valueOf: ({ createdAtMs }) => createdAtMs,
  },
  "-amount": {
    by: sql`${disputes.disputedMicroPt}`,
    descending: true,
    valueOf: ({ disputedMicroPt }) => disputedMicroPt,
  },
};

function after({ by, descending }: Order, cursor: string | undefined): SQL | undefined {
  if (cursor === undefined || cursor === "") return undefined;
  const match = /^(\d{1,16})\.(dsp_[0-9A-Z]{26})$/.exec(cursor);
  if (match === null) {
    throw new Problem("invalid-input", {
      errors: [{ pointer: "/cursor", detail: "not a cursor of an earlier answer" }],
    });
  }
  const place = sql`(${Number(match[1])}, ${match[2]})`;
  return descending
    ? sql`(${by}, ${disputes.id}) < ${place}`
    : sql`(${by}, ${disputes.id}) > ${place}`;
}

interface Found extends Pick<OperatorSummary, "workspaceName" | "workspaceSlug" | "openedByName"> {
  row: DisputeRow;
}

function toOperatorSummary({ row, ...names }: Found, nowMs: number): OperatorSummary {
  return { ...toSummary(row, nowMs), workspaceId: row.workspaceId, ...names };
}

/** Disputes of all workspaces, those due first unless told otherwise. For the operator. */
export async function listDisputeQueue(
  ctx: Ctx,
  input: QueueInput = {},
): Promise<{ items: OperatorSummary[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const { cursor, limit, sort, ...filter } = parseInput(QueueInput, input);
  const nowMs = ctx.clock.now();
  const order = orders[sort];
  const direction = order.descending ? desc : asc;
  const rows = await ctx.db
    .select({
      row: disputes,
      workspaceName: workspaces.name,
      workspaceSlug: workspaces.slug,
      openedByName: users.name,
    })
    .from(disputes)
    .innerJoin(workspaces, eq(workspaces.id, disputes.workspaceId))
    .leftJoin(users, eq(users.id, disputes.openedBy))
    .where(and(queueFilter(filter, nowMs), after(order, cursor)))
    .orderBy(direction(order.by), direction(disputes.id))
    .limit(limit + 1);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last !== undefined;
  return {
    items: page.map((found) => toOperatorSummary(found, nowMs)),
    nextCursor: more ? `${order.valueOf(last.row)}.${last.row.id}` : null,
  };
}

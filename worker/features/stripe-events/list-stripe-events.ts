import {
  and,
  desc,
  eq,
  getTableColumns,
  lt,
  or,
  sql,
  type SQL,
  type SQLWrapper,
} from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { type StripeEventDetail, StripeEventQuery, type StripeEventView } from "./schema.ts";
import { stripeEvents } from "./tables.ts";
import { toEventDetail, toEventView } from "./to-event-view.ts";

const { payload: _payload, apiVersion: _apiVersion, ...listed } = getTableColumns(stripeEvents);

function startsWith(column: SQLWrapper, text: string): SQL {
  return sql`instr(${column}, ${text}) = 1`;
}

function before(cursor: string): SQL | undefined {
  const [, atMs, id] = /^(\d{1,16})\.(.+)$/.exec(cursor) ?? [];
  if (atMs === undefined || id === undefined) {
    throw new Problem("invalid-input", { detail: "The cursor is not one of ours." });
  }
  const { receivedAtMs } = stripeEvents;
  return or(
    lt(receivedAtMs, Number(atMs)),
    and(eq(receivedAtMs, Number(atMs)), lt(stripeEvents.id, id)),
  );
}

/** The condition that picks events of a type (or the start of types), when one is wanted. */
export function ofType(type: string | undefined): SQL | undefined {
  if (type === undefined || type === "") return undefined;
  return type.endsWith(".") ? startsWith(stripeEvents.type, type) : eq(stripeEvents.type, type);
}

/** Events of Stripe, those received last first. For the operator. */
export async function listStripeEvents(
  ctx: Ctx,
  query: StripeEventQuery = {},
): Promise<{ items: StripeEventView[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const { state, type, text, cursor, limit } = parseInput(StripeEventQuery, query);
  const rows = await ctx.db
    .select(listed)
    .from(stripeEvents)
    .where(
      and(
        state === undefined ? undefined : eq(stripeEvents.state, state),
        ofType(type),
        text === undefined || text === ""
          ? undefined
          : or(startsWith(stripeEvents.id, text), startsWith(stripeEvents.objectId, text)),
        cursor === undefined ? undefined : before(cursor),
      ),
    )
    .orderBy(desc(stripeEvents.receivedAtMs), desc(stripeEvents.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(toEventView);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? `${last.receivedAtMs}.${last.id}` : null };
}

/** One event with its text. For the operator. Unknown ids are `not-found`. */
export async function getStripeEvent(ctx: Ctx, id: string): Promise<StripeEventDetail> {
  requireOperator(ctx);
  const row = await ctx.db.select().from(stripeEvents).where(eq(stripeEvents.id, id)).get();
  if (row === undefined) throw new Problem("not-found", { detail: "There is no such event." });
  return toEventDetail(row);
}

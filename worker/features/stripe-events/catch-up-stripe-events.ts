import type { Stripe } from "stripe";
import { SECOND_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { isStripeConnected, stripeOf } from "#platform/stripe";
import { announceEvents } from "./announce-events.ts";
import { decideStretch, type Stretch } from "./decide-stretch.ts";
import { StripeEventBody } from "./schema.ts";
import { stripeCursors, stripeEvents } from "./tables.ts";
import { toEventRow } from "./to-event-row.ts";

const CURSOR = "events";
const PAGE = 100;
const PAGES_MAX = 10;
async function findCursor(ctx: Ctx) {
  return await ctx.db.select().from(stripeCursors).get();
}

function cursorRow(
  ctx: Ctx,
  cursor: Omit<typeof stripeCursors.$inferInsert, "name" | "readAtMs">,
): Statement {
  const row = { ...cursor, readAtMs: ctx.clock.now() };
  return ctx.db
    .insert(stripeCursors)
    .values({ name: CURSOR, ...row })
    .onConflictDoUpdate({ target: stripeCursors.name, set: row });
}

/** The rows of events that no webhook has brought yet; known ones are left alone. */
async function storePage(ctx: Ctx, events: Stripe.Event[], cursor: Statement): Promise<string[]> {
  const nowMs = ctx.clock.now();
  const rows = events.flatMap((event) => {
    const parsed = StripeEventBody.safeParse(event);
    if (!parsed.success) return [];
    return [toEventRow(parsed.data, { payload: JSON.stringify(event), nowMs, deliveries: 0 })];
  });
  const inserts = rows.map((row) =>
    ctx.db
      .insert(stripeEvents)
      .values(row)
      .onConflictDoNothing()
      .returning({ id: stripeEvents.id }),
  );
  const [first, ...rest] = inserts;
  if (first === undefined) {
    await runBatch(ctx.db, [cursor]);
    return [];
  }
  const results = await ctx.db.batch([first, ...rest, cursor]);
  return results.slice(0, inserts.length).flatMap((result) => {
    return (result as { id: string }[]).map(({ id }) => id);
  });
}

async function listPage(ctx: Ctx, { fromSeconds, untilSeconds, afterId }: Stretch) {
  const stripe = await stripeOf(ctx);
  return await stripe.events.list({
    created: { gte: fromSeconds, lt: untilSeconds },
    limit: PAGE,
    ...(afterId === null ? {} : { starting_after: afterId }),
  });
}

/**
 * Reads Stripe's own list of events since the last time and takes in those that no webhook brought,
 * at most 1,000 a run; what is left is read by the next one. Answers how many were read and how many
 * were new. Does nothing without a key. Safe to repeat. For jobs.
 * https://docs.stripe.com/api/events/list
 */
export async function catchUpStripeEvents(ctx: Ctx): Promise<{ read: number; found: number }> {
  requireOperator(ctx);
  const report = { read: 0, found: 0 };
  if (!isStripeConnected(ctx)) return report;
  const nowSeconds = Math.floor(ctx.clock.now() / SECOND_MS);
  let stretch = decideStretch(await findCursor(ctx), nowSeconds);
  for (let pages = 0; pages < PAGES_MAX && stretch !== undefined; pages++) {
    const { data, has_more: hasMore } = await listPage(ctx, stretch);
    const lastId = data.at(-1)?.id;
    const isRead = !hasMore || lastId === undefined;
    const cursor = isRead
      ? { readToSeconds: stretch.untilSeconds, untilSeconds: null, afterId: null }
      : {
          readToSeconds: stretch.readToSeconds,
          untilSeconds: stretch.untilSeconds,
          afterId: lastId,
        };
    const found = await storePage(ctx, data, cursorRow(ctx, cursor));
    report.read += data.length;
    report.found += found.length;
    if (found.length > 0) await announceEvents(ctx, found);
    stretch = isRead ? undefined : { ...stretch, afterId: lastId };
  }
  return report;
}

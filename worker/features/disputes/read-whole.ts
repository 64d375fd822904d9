import { asc, eq, inArray } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import type { Ctx } from "#platform/ctx";
import type { DisputeRow } from "./access.ts";
import { disputeAttachments, disputeEvents } from "./tables.ts";
import type { Whole } from "./to-dispute-view.ts";

async function readNames(ctx: Ctx, ids: UserId[]): Promise<Map<UserId, string>> {
  if (ids.length === 0) return new Map();
  const rows = await ctx.db
    .select({ id: users.id, name: users.name })
    .from(users)
    .where(inArray(users.id, ids));
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** A dispute with its history, its attachments and the names of the people in it. */
export async function readWhole(ctx: Ctx, row: DisputeRow): Promise<Whole> {
  const [events, attachments] = await ctx.db.batch([
    ctx.db
      .select()
      .from(disputeEvents)
      .where(eq(disputeEvents.disputeId, row.id))
      .orderBy(asc(disputeEvents.seq)),
    ctx.db
      .select()
      .from(disputeAttachments)
      .where(eq(disputeAttachments.disputeId, row.id))
      .orderBy(asc(disputeAttachments.createdAtMs), asc(disputeAttachments.id)),
  ]);
  const people = [row.openedBy, row.decidedBy, row.secondBy, ...events.map((one) => one.actorId)];
  const ids = [...new Set(people.filter((id) => id !== null))];
  return { row, events, attachments, names: await readNames(ctx, ids) };
}

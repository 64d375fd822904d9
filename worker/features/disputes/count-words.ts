import { and, count, eq, inArray } from "drizzle-orm";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import type { DisputeRow } from "./access.ts";
import { MESSAGES_MAX } from "./schema.ts";
import { disputeEvents } from "./tables.ts";

/** Refuses with `limit-reached` when the dispute has all the messages and notes it may have. */
export async function requireRoom(ctx: Ctx, { id }: Pick<DisputeRow, "id">): Promise<void> {
  const written = await ctx.db
    .select({ rows: count() })
    .from(disputeEvents)
    .where(
      and(
        eq(disputeEvents.disputeId, id),
        inArray(disputeEvents.kind, ["message", "asked", "note"]),
      ),
    )
    .get();
  if ((written?.rows ?? 0) < MESSAGES_MAX) return;
  throw new Problem("limit-reached", {
    detail: `A dispute can have at most ${MESSAGES_MAX} messages.`,
    extensions: { limit: MESSAGES_MAX },
  });
}

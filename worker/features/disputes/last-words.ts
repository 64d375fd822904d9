import { and, desc, eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import type { DisputeRow } from "./access.ts";
import type { EventKind } from "./schema.ts";
import { disputeEvents } from "./tables.ts";

/** The same words again within this time are the second press of a button. */
const REPEATED_WITHIN_MS = MINUTE_MS;

/** True when this is the latest thing that happened in the dispute, moments ago. */
export async function isRepeated(
  ctx: Ctx,
  { id }: Pick<DisputeRow, "id">,
  said: { kind: EventKind; actorId: UserId; text: string },
): Promise<boolean> {
  const last = await ctx.db
    .select()
    .from(disputeEvents)
    .where(and(eq(disputeEvents.disputeId, id), eq(disputeEvents.actorId, said.actorId)))
    .orderBy(desc(disputeEvents.seq))
    .limit(1)
    .get();
  if (last === undefined || last.kind !== said.kind || last.text !== said.text) return false;
  return ctx.clock.now() - last.atMs <= REPEATED_WITHIN_MS;
}

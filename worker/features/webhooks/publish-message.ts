import { and, eq, isNull } from "drizzle-orm";
import { type Id, newId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { announceDeliveries } from "./announce-deliveries.ts";
import { TEST_TYPE } from "./schema.ts";
import { webhookDeliveries, webhookEndpoints, webhookMessages } from "./tables.ts";

type Endpoint = typeof webhookEndpoints.$inferSelect;
type Message = typeof webhookMessages.$inferSelect;

/**
 * The row of a message on its way to an endpoint. One that is not active misses it, and can have it
 * delivered later.
 */
export function deliveryOf(
  message: Pick<Message, "id" | "workspaceId" | "type">,
  endpoint: Pick<Endpoint, "id" | "state">,
  nowMs: number,
) {
  const isDue = endpoint.state === "active" || message.type === TEST_TYPE;
  return {
    id: newId("whd", nowMs),
    workspaceId: message.workspaceId,
    endpointId: endpoint.id,
    messageId: message.id,
    type: message.type,
    state: isDue ? ("pending" as const) : ("failed" as const),
    tries: 0,
    nextTryAtMs: isDue ? nowMs : null,
    lastStatus: null,
    lastFailure: isDue ? null : ("inactive" as const),
    createdAtMs: nowMs,
    endedAtMs: isDue ? null : nowMs,
  };
}

/**
 * Puts a message on its way to every endpoint of its workspace that listens to its type. A repeat
 * changes nothing; a message that was not kept, because nobody listens, is no error.
 */
export async function publishMessage(ctx: Ctx, messageId: Id<"whm">): Promise<void> {
  const message = await ctx.db
    .select()
    .from(webhookMessages)
    .where(eq(webhookMessages.id, messageId))
    .get();
  if (message === undefined) return;
  const { workspaceId, type } = message;
  if (type === TEST_TYPE) return;
  const endpoints = await ctx.db
    .select()
    .from(webhookEndpoints)
    .where(
      and(eq(webhookEndpoints.workspaceId, workspaceId), isNull(webhookEndpoints.deletedAtMs)),
    );
  const listening = endpoints.filter(({ types }) => types === null || types.includes(type));
  const rows = listening.map((endpoint) => deliveryOf(message, endpoint, ctx.clock.now()));
  const [first, ...rest] = rows.map((row) =>
    ctx.db
      .insert(webhookDeliveries)
      .values(row)
      .onConflictDoNothing()
      .returning({ id: webhookDeliveries.id, state: webhookDeliveries.state }),
  );
  if (first === undefined) return;
  const made = (await ctx.db.batch([first, ...rest])).flat();
  const due = made.filter(({ state }) => state === "pending").map(({ id }) => id);
  if (due.length > 0) await announceDeliveries(ctx, due);
}

import { and, eq, inArray } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { otherWayGuard } from "#features/passkeys";
import { requireFreshSession } from "#features/sessions";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure, runBatch } from "#platform/db";
import { providers } from "./schema.ts";
import { connections } from "./tables.ts";

/**
 * Disconnects an account elsewhere from the signed-in person; afterwards it opens nothing here. Asks
 * for a fresh session. Refuses with `last-sign-in` while it is the only way in; one of somebody else
 * is `not-found`.
 */
export async function removeConnection(ctx: Ctx, id: string): Promise<void> {
  const { userId } = requireFreshSession(ctx);
  const row = isId("cnx", id)
    ? await ctx.db
        .select()
        .from(connections)
        .where(
          and(
            eq(connections.id, id),
            eq(connections.userId, userId),
            inArray(connections.provider, [...providers]),
          ),
        )
        .get()
    : undefined;
  if (row === undefined) throw new Problem("not-found");
  try {
    await runBatch(ctx.db, [
      otherWayGuard(ctx, userId, row.id),
      ctx.db.delete(connections).where(eq(connections.id, row.id)),
      auditRow(ctx, "connection.removed", row.id, { provider: row.provider }),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("last-sign-in", { cause });
    throw cause;
  }
}

import { and, eq } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { connections } from "#features/connections/tables";
import { otherWayGuard } from "#features/passkeys";
import { requireFreshSession } from "#features/sessions";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { findOwn, stillMember } from "./sign-on-row.ts";

/**
 * Takes from a company's provider that it opens the signed-in person's account, until they connect it
 * once more. Asks for a fresh session. Refuses with `last-sign-in` while it is the only way in, and as
 * `not-found` what is somebody else's or of a workspace that its person is no member of any more.
 */
export async function disconnectCompany(ctx: Ctx, id: string): Promise<void> {
  const { userId } = requireFreshSession(ctx);
  const row = isId("cnx", id) ? await findOwn(ctx, userId, id) : undefined;
  if (row === undefined) throw new Problem("not-found");
  try {
    await runBatch(ctx.db, [
      // Whoever was taken out must not become somebody whom the provider never brought.
      guardRow(ctx.db, stillMember(row, userId)),
      otherWayGuard(ctx, userId, id),
      ctx.db
        .delete(connections)
        .where(and(eq(connections.provider, row.id), eq(connections.userId, userId))),
      auditRow(ctx, "connection.removed", id, { provider: row.id }),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("last-sign-in", { cause });
    throw cause;
  }
}

import { eq } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requireFreshSession } from "#features/sessions";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure, runBatch } from "#platform/db";
import { getOwnPasskey } from "./get-own-passkey.ts";
import { otherWayGuard } from "./other-way-guard.ts";
import { passkeys } from "./tables.ts";

/**
 * Removes a passkey of the signed-in person; afterwards it opens nothing. Asks for a fresh session. Refuses with
 * `last-sign-in` while it is the only way in, also when two are removed at the same time.
 */
export async function removePasskey(ctx: Ctx, id: string): Promise<void> {
  requireFreshSession(ctx);
  const row = await getOwnPasskey(ctx, id);
  try {
    await runBatch(ctx.db, [
      otherWayGuard(ctx, row.userId, row.id),
      ctx.db.delete(passkeys).where(eq(passkeys.id, row.id)),
      auditRow(ctx, "passkey.removed", row.id),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("last-sign-in", { cause });
    throw cause;
  }
}

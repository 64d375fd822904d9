import { and, eq, sql } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requireUser, requireWorkspace } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch } from "#platform/db";
import { findWaiting } from "./find-program-request.ts";
import type { UserCodeInput } from "./schema.ts";
import { programRequests } from "./tables.ts";

/**
 * Lets a waiting program into this workspace for the signed-in person, or turns it away; either is
 * for good. Refuses with `link-expired` a code that is wrong, late or decided.
 */
export async function decideProgramRequest(
  ctx: Ctx,
  input: UserCodeInput & { approve: boolean },
): Promise<void> {
  const { userId } = requireUser(ctx);
  const { id: workspaceId } = requireWorkspace(ctx);
  const row = await findWaiting(ctx, { code: input.code });
  if (row === undefined) throw new Problem("link-expired");
  const state = input.approve ? "approved" : "denied";
  const waiting = sql`EXISTS (SELECT 1 FROM ${programRequests} WHERE ${programRequests.id} = ${row.id} AND ${programRequests.state} = 'waiting')`;
  const { clientId, scopes } = row;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, waiting),
      ctx.db
        .update(programRequests)
        .set({ state, userId, workspaceId })
        .where(and(eq(programRequests.id, row.id), eq(programRequests.state, "waiting"))),
      auditRow(ctx, `program.${state}`, row.id, { clientId, scopes }),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("link-expired", { cause });
    throw cause;
  }
}

import { sql } from "drizzle-orm";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { findUserById, requireFreshSession } from "#features/identity";
import { users } from "#features/identity/tables";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure } from "#platform/db";
import { writeOperator } from "./write-operator.ts";

/**
 * Takes the right to run the deployment from a person; their account stays as it is. For operators
 * in person who have just proved who they are, also for oneself. Refuses to take it from the last one with `conflict`, and with `not-found` who is
 * no operator.
 */
export async function removeOperator(ctx: Ctx, userId: string): Promise<void> {
  requireFreshSession(ctx);
  requireOperator(ctx);
  const found = isId("user", userId) ? await findUserById(ctx, userId) : undefined;
  if (found === undefined || !found.operator) {
    throw new Problem("not-found", { detail: "There is no such operator." });
  }
  const { userId: id } = found;
  const others = sql`(SELECT 1 FROM ${users} WHERE ${users.operator} AND ${users.id} <> ${id})`;
  try {
    await writeOperator(ctx, id, { operator: false, onlyWhile: sql`EXISTS ${others}` });
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
    throw new Problem("conflict", {
      detail: "This is the last operator: name another one first.",
      cause,
    });
  }
}

import { sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { findUserByEmail, requireFreshSession } from "#features/identity";
import { users } from "#features/identity/tables";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { isGuardFailure } from "#platform/db";
import { NewOperator, OPERATORS_MAX } from "./schema.ts";
import { writeOperator } from "./write-operator.ts";

/**
 * Makes the person with this address an operator. For operators in
 * person who have just proved who they are. Refuses an address that nobody has
 * confirmed with `not-found`, and more than fifty operators with `limit-reached`. Safe to repeat.
 */
export async function nameOperator(ctx: Ctx, input: NewOperator): Promise<void> {
  requireFreshSession(ctx);
  requireOperator(ctx);
  const { email } = parseInput(NewOperator, input);
  const found = await findUserByEmail(ctx, email);
  if (found === undefined || !found.emailVerified) {
    throw new Problem("not-found", {
      detail: "Nobody with this address has an account and has confirmed the address.",
    });
  }
  if (found.operator) return;
  const others = sql`(SELECT count(*) FROM ${users} WHERE ${users.operator})`;
  try {
    const onlyWhile = sql`${others} < ${OPERATORS_MAX}`;
    await writeOperator(ctx, found.userId, { operator: true, onlyWhile });
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
    throw new Problem("limit-reached", {
      detail: `There are ${OPERATORS_MAX} operators already.`,
      extensions: { limit: OPERATORS_MAX },
      cause,
    });
  }
}

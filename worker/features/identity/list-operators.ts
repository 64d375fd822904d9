import { asc, eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { users } from "./tables.ts";

/** Someone who runs this deployment. */
export interface Operator {
  userId: UserId;
  name: string;
  email: string;
  locale: string;
}

const OPERATORS_MAX = 50;

/** Who runs this deployment, first made first, at most 50. For jobs that write to them. */
export async function listOperators(ctx: Ctx): Promise<Operator[]> {
  return await ctx.db
    .select({ userId: users.id, name: users.name, email: users.email, locale: users.locale })
    .from(users)
    .where(eq(users.operator, true))
    .orderBy(asc(users.createdAt))
    .limit(OPERATORS_MAX);
}

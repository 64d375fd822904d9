import { and, eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { verifyPassword } from "./password.ts";
import { credentials, users } from "./tables.ts";

/**
 * A hash that no password is known for, with the cost of ours: what is checked for an address that
 * is nobody's, so that the answer takes as long.
 */
const NOBODY =
  "scrypt$N=16384,r=8,p=1$bm9ib2R5bm9ib2R5bm9ibw$bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm8";

/** The password's hash is read with the person, so that known and unknown cost one query each. */
async function findByEmail(ctx: Ctx, email: string) {
  return await ctx.db
    .select({
      userId: users.id,
      email: users.email,
      name: users.name,
      locale: users.locale,
      operator: users.operator,
      hash: credentials.password,
    })
    .from(users)
    .leftJoin(
      credentials,
      and(eq(credentials.userId, users.id), eq(credentials.providerId, "credential")),
    )
    .where(eq(users.email, email))
    .get();
}

export type PersonOfPassword = Omit<NonNullable<Awaited<ReturnType<typeof findByEmail>>>, "hash">;

/**
 * The person with that address and password; undefined for a wrong password and for an unknown
 * address, after the same work.
 */
export async function findByPassword(
  ctx: Ctx,
  email: string,
  password: string,
): Promise<PersonOfPassword | undefined> {
  const found = await findByEmail(ctx, email);
  const right = await verifyPassword(found?.hash ?? NOBODY, password);
  if (found === undefined || !right) return undefined;
  const { hash: _hash, ...person } = found;
  return person;
}

/** True when it is the password of that person; false for someone who has none. */
export async function isPasswordOf(ctx: Ctx, userId: UserId, password: string): Promise<boolean> {
  const credential = await ctx.db
    .select({ hash: credentials.password })
    .from(credentials)
    .where(and(eq(credentials.userId, userId), eq(credentials.providerId, "credential")))
    .get();
  return await verifyPassword(credential?.hash ?? NOBODY, password);
}

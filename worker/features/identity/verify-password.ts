import { and, eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { devices } from "#features/sessions/tables";
import type { Ctx } from "#platform/ctx";
import type { FoundUser } from "./find-user.ts";
import { verifyPassword } from "#features/passwords";
import { credentials, users } from "./tables.ts";

/**
 * A hash that no password is known for, with the cost of ours: what is checked for an address that
 * is nobody's, so that the answer takes as long.
 */
const NOBODY =
  "$argon2id$v=19$m=12288,t=3,p=1$bm9ib2R5bm9ib2R5bm9ibw$bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm9ib2R5bm8";

/** What a sign-in needs to know of an address, whether it is somebody's or not. */
export interface SignInFacts {
  person: FoundUser | undefined;
  hash: string | null | undefined;
  /** The person has signed in with this browser before. */
  deviceKnown: boolean;
}

/** By one query for every address, so that known and unknown cost the same. */
export async function findSignInFacts(
  ctx: Ctx,
  email: string,
  deviceHash: string | undefined,
): Promise<SignInFacts> {
  const row = await ctx.db
    .select({
      userId: users.id,
      email: users.email,
      emailVerified: users.emailVerified,
      name: users.name,
      locale: users.locale,
      operator: users.operator,
      hash: credentials.password,
      deviceId: devices.id,
    })
    .from(users)
    .leftJoin(
      credentials,
      and(eq(credentials.userId, users.id), eq(credentials.providerId, "credential")),
    )
    .leftJoin(
      devices,
      and(eq(devices.userId, users.id), eq(devices.deviceHash, deviceHash ?? "none")),
    )
    .where(eq(users.email, email))
    .get();
  if (row === undefined) return { person: undefined, hash: undefined, deviceKnown: false };
  const { hash, deviceId, ...person } = row;
  return { person, hash, deviceKnown: deviceId !== null };
}

/** True when it is the password of that person; false, after the same work, where there is none. */
export async function isRightPassword(
  ctx: Ctx,
  { hash }: Pick<SignInFacts, "hash">,
  password: string,
): Promise<boolean> {
  const isRight = await verifyPassword(ctx, hash ?? NOBODY, password);
  return isRight && typeof hash === "string";
}

/** The hash of a person's password; undefined when they prove themselves in other ways. */
export async function findPasswordHash(ctx: Ctx, userId: UserId): Promise<string | undefined> {
  const credential = await ctx.db
    .select({ hash: credentials.password })
    .from(credentials)
    .where(and(eq(credentials.userId, userId), eq(credentials.providerId, "credential")))
    .get();
  return credential?.hash ?? undefined;
}

import { eq } from "drizzle-orm";
import { Problem } from "#core/problem";
import { requirePerson } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { Profile } from "./schema.ts";
import { users } from "./tables.ts";

/** The path of a picture that we serve; a provider's address is none. */
export function ownAvatarPath(image: string | null): string | null {
  return image?.startsWith("/avatars/") === true ? image : null;
}

/** The person behind this request, by session or API key; others are `unauthorized`. */
export async function getProfile(ctx: Ctx): Promise<Profile> {
  const userId = requirePerson(ctx);
  const row = await ctx.db.select().from(users).where(eq(users.id, userId)).get();
  if (row === undefined) throw new Problem("unauthorized");
  const { id, email, emailVerified, name, locale, theme, timeZone, operator, createdAt } = row;
  return {
    id,
    email,
    emailVerified,
    name,
    locale,
    theme,
    timeZone,
    avatarPath: ownAvatarPath(row.image),
    operator,
    createdAtMs: createdAt.getTime(),
  };
}

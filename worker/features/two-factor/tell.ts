import type { UserId } from "#core/ids";
import { users } from "#features/identity/tables";
import { mailRows } from "#features/mail";
import { newId } from "#core/ids";
import { eq } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";

/** The rows that tell a person by mail what was done to their second factor. */
export async function twoFactorMail(
  ctx: Ctx,
  userId: UserId,
  change: "on" | "off" | "codes" | "code-used",
): Promise<Statement[]> {
  const person = await ctx.db
    .select({ email: users.email, name: users.name, locale: users.locale })
    .from(users)
    .where(eq(users.id, userId))
    .get();
  if (person === undefined) return [];
  return mailRows(ctx, {
    to: person.email,
    template: "two-factor-changed",
    locale: person.locale,
    data: { name: person.name, url: `${ctx.origin}/account/security`, change },
    key: `two-factor:${newId("mail", ctx.clock.now())}`,
  });
}

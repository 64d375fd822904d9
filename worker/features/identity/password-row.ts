import { newId, type UserId } from "#core/ids";
import { mailRows } from "#features/mail";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import type { FoundUser } from "./find-user.ts";
import { credentials } from "./tables.ts";

/** The row that makes this the person's password, whether they had one or not. */
export function passwordRow(ctx: Ctx, userId: UserId, hash: string): Statement {
  const now = new Date(ctx.clock.now());
  return ctx.db
    .insert(credentials)
    .values({
      id: newId("cred", now.getTime()),
      accountId: userId,
      providerId: "credential",
      userId,
      password: hash,
      createdAt: now,
      updatedAt: now,
    })
    .onConflictDoUpdate({
      target: [credentials.providerId, credentials.accountId],
      set: { password: hash, updatedAt: now },
    });
}

/** The rows that tell a person by mail that their password is another one now. */
export function passwordMail(ctx: Ctx, person: FoundUser): Statement[] {
  const { email, locale, name } = person;
  return mailRows(ctx, {
    to: email,
    template: "password-changed",
    locale,
    data: { name, url: `${ctx.origin}/forgot` },
    key: `password-changed:${newId("mail", ctx.clock.now())}`,
  });
}

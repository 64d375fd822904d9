import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { DAY_MS } from "#core/time";
import { mailRows } from "#features/mail";
import { setCookie, signedCookieValue } from "#features/sessions";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch, type Statement } from "#platform/db";
import { requireSafePassword } from "#features/passwords";
import { knownLocale, nameFromEmail } from "./defaults.ts";
import { findUserByEmail, type FoundUser } from "./find-user.ts";
import { admitMail, admitRegistration } from "./limits.ts";
import { hashPassword } from "#features/passwords";
import { REGISTRATION_CONTEXT, REGISTRATION_COOKIE } from "./registration-cookie.ts";
import { RegisterInput } from "./schema.ts";
import { registrations } from "./tables.ts";
import { hashToken, newToken } from "./token.ts";

const REGISTRATION_TTL_MS = 3 * DAY_MS;

/** Tells the owner of an address that someone tried to register with it; once a day. */
function ownerMail(ctx: Ctx, { userId, email, locale, name }: FoundUser): Statement[] {
  const day = Math.floor(ctx.clock.now() / DAY_MS);
  return mailRows(ctx, {
    to: email,
    template: "already-registered",
    locale,
    data: { name, signInUrl: `${ctx.origin}/sign-in`, resetUrl: `${ctx.origin}/forgot` },
    key: `already-registered:${userId}:${day}`,
  });
}

/**
 * Keeps a registration until its address is proven, and mails the link that proves it; it works once,
 * for three days. Nobody is made or signed in before. With an address that is somebody's the answer,
 * the work and the rows are the same, but the mail tells the owner instead. Refuses a password that
 * is too common with `invalid-input`, and too many tries with `too-many-requests`. Safe to repeat.
 */
export async function registerUser(
  ctx: Ctx,
  input: RegisterInput,
  next?: string,
): Promise<{ setCookies: string[] }> {
  const { email, password, name } = parseInput(RegisterInput, input);
  await admitRegistration(ctx);
  await admitMail(ctx, "register", email);
  await requireSafePassword(ctx, password);
  const nowMs = ctx.clock.now();
  const id = newId("reg", nowMs);
  const token = newToken();
  const locale = knownLocale(ctx.locale);
  const displayName = name === undefined || name === "" ? nameFromEmail(email) : name;
  const passwordHash = await hashPassword(ctx, password);
  const owner = await findUserByEmail(ctx, email);
  const mail =
    owner === undefined
      ? mailRows(ctx, {
          to: email,
          template: "verify",
          locale,
          data: { name: displayName, url: `${ctx.origin}/verify?token=${token}` },
          key: `register:${id}`,
        })
      : ownerMail(ctx, owner);
  await runBatch(ctx.db, [
    ctx.db.insert(registrations).values({
      id,
      tokenHash: await hashToken(token),
      email,
      name: displayName,
      locale,
      passwordHash,
      next: next ?? null,
      createdAtMs: nowMs,
      expiresAtMs: nowMs + REGISTRATION_TTL_MS,
    }),
    auditRow(ctx, "user.registration-requested", id),
    ...mail,
  ]);
  const value = await signedCookieValue(id, ctx.settings.authSecret, REGISTRATION_CONTEXT);
  return { setCookies: [setCookie(REGISTRATION_COOKIE, value, REGISTRATION_TTL_MS / 1_000)] };
}

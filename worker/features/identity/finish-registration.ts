import { and, eq, gt, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { MINUTE_MS } from "#core/time";
import { acceptanceRows } from "#features/consents";
import { mailRows } from "#features/mail";
import { clearCookie, readSignedCookie } from "#features/sessions";
import { adoptVisitor } from "#features/visitors";
import { limiterOf } from "#objects/limiter";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, runBatch, type Statement } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { requireAdmitted } from "#platform/rate-limits";
import { createAccount, type SignedIn } from "./create-account.ts";
import { verifyPassword } from "#features/passwords";
import { REGISTRATION_CONTEXT, REGISTRATION_COOKIE } from "./registration-cookie.ts";
import { RegistrationProof } from "./schema.ts";
import { registrations } from "./tables.ts";
import { hashToken } from "./token.ts";
import { welcome } from "./welcome.ts";

const TRIES = { name: "tries", limit: 10, windowMs: 10 * MINUTE_MS };

type Registration = typeof registrations.$inferSelect;

async function findRow(ctx: Ctx, token: string): Promise<Registration | undefined> {
  return await ctx.db
    .select()
    .from(registrations)
    .where(
      and(
        eq(registrations.tokenHash, await hashToken(token)),
        gt(registrations.expiresAtMs, ctx.clock.now()),
      ),
    )
    .get();
}

async function isSameBrowser(ctx: Ctx, { id }: Registration): Promise<boolean> {
  const { cookieHeader } = ctx.client;
  const { authSecret } = ctx.settings;
  const name = REGISTRATION_COOKIE;
  return (await readSignedCookie(cookieHeader, name, authSecret, REGISTRATION_CONTEXT)) === id;
}

/** A registration whose link was followed. */
export interface FollowedRegistration {
  email: string;
  /** It was started in another browser, which chose the password: whoever follows has to know it. */
  asksPassword: boolean;
}

/** What a mailed link of a registration leads to; undefined when it is used, unknown or too old. */
export async function findRegistration(
  ctx: Ctx,
  token: string,
): Promise<FollowedRegistration | undefined> {
  const row = await findRow(ctx, token);
  if (row === undefined) return undefined;
  return { email: row.email, asksPassword: !(await isSameBrowser(ctx, row)) };
}

function rowsBeside(asUser: Ctx, row: Registration, userId: SignedIn["userId"]): Statement[] {
  const { workspace } = asUser;
  const unused = sql`EXISTS (SELECT 1 FROM ${registrations} WHERE ${registrations.id} = ${row.id})`;
  const { email, name, locale } = row;
  return [
    guardRow(asUser.db, unused),
    asUser.db.delete(registrations).where(eq(registrations.email, email)),
    outboxRow(asUser, "domains.address-confirmed", { userId }),
    ...mailRows(asUser, {
      to: email,
      template: "welcome",
      locale,
      data: { name, url: `${asUser.origin}/chat` },
      key: `welcome:${userId}`,
    }),
    ...(workspace === undefined
      ? []
      : [
          outboxRow(asUser, "identity.user-registered", {
            userId,
            workspaceId: workspace.id,
            accountId: workspace.accountId,
            plan: workspace.plan,
          }),
        ]),
  ];
}

/** A person who has just been made, and where they were on their way to. */
export interface Registered extends SignedIn {
  next: string | undefined;
}

/**
 * Makes the person of a registration, with a personal workspace on the Free plan, records that they accept the terms, and signs them in:
 * the mailed link has proven the address. In a browser other than the one that registered, the
 * password chosen there is asked for, so that nobody finishes what a stranger has begun with their
 * address. What the browser had as a visitor becomes theirs. Refuses a link that is unknown, used or
 * older than three days with `link-expired`, a wrong password with `sign-in-failed`, more than 10
 * tries in 10 minutes with `too-many-requests`, and `already-exists` when the address has meanwhile
 * become somebody's.
 */
export async function finishRegistration(ctx: Ctx, input: RegistrationProof): Promise<Registered> {
  const { token, password } = parseInput(RegistrationProof, input);
  const row = await findRow(ctx, token);
  if (row === undefined) throw new Problem("link-expired");
  if (!(await isSameBrowser(ctx, row))) {
    requireAdmitted(await limiterOf(ctx.env, `registration:${row.id}`).admit({ rules: [TRIES] }));
    const isRight = await verifyPassword(ctx, row.passwordHash, password ?? "");
    if (!isRight) throw new Problem("sign-in-failed");
  }
  const { email, name, locale, passwordHash, next } = row;
  const draft = { email, name, locale, passwordHash, plan: "free" as const, emailVerified: true };
  let made: SignedIn | undefined;
  try {
    made = await createAccount(ctx, { ...draft, method: "password" }, async (asUser, userId) => [
      ...acceptanceRows(asUser, userId, "registration"),
      ...rowsBeside(asUser, row, userId),
    ]);
  } catch (cause) {
    if (isGuardFailure(cause)) throw new Problem("link-expired", { cause });
    throw cause;
  }
  if (made === undefined) {
    await runBatch(ctx.db, [ctx.db.delete(registrations).where(eq(registrations.email, email))]);
    throw new Problem("already-exists", {
      detail: "This address has an account. Sign in, or choose a new password.",
    });
  }
  await welcome(made);
  const setCookies = [...made.setCookies, clearCookie(REGISTRATION_COOKIE)];
  return { ...(await adoptVisitor(ctx, { ...made, setCookies })), next: next ?? undefined };
}

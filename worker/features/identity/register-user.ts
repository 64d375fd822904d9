import { parseInput } from "#core/parse-input";
import { isProblem, Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { mailRows } from "#features/mail";
import { adoptVisitor, startFirstPlan } from "#features/visitors";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { type AccountDraft, createAccount, type SignedIn } from "./create-account.ts";
import { knownLocale, nameFromEmail } from "./defaults.ts";
import { findUserByEmail } from "./find-user.ts";
import { admitRegistration } from "./limits.ts";
import { hashPassword } from "./password.ts";
import { RegisterInput } from "./schema.ts";
import { signIn } from "./sign-in.ts";
import { verificationRows } from "./verification-rows.ts";

/** Tells the owner of an address that someone tried to register with it; once a day. */
async function warnOwner(ctx: Ctx, email: string): Promise<void> {
  const owner = await findUserByEmail(ctx, email);
  if (owner === undefined) return;
  const day = Math.floor(ctx.clock.now() / DAY_MS);
  await runBatch(
    ctx.db,
    mailRows(ctx, {
      to: email,
      template: "already-registered",
      locale: owner.locale,
      data: {
        name: owner.name,
        signInUrl: `${ctx.origin}/sign-in`,
        resetUrl: `${ctx.origin}/forgot`,
      },
      key: `already-registered:${owner.userId}:${day}`,
    }),
  );
}

async function refuseTaken(ctx: Ctx, email: string): Promise<never> {
  await warnOwner(ctx, email);
  throw new Problem("already-exists", {
    detail: "This address cannot be registered. If it is yours, sign in or reset the password.",
    errors: [{ pointer: "/email", detail: "cannot be registered; sign in instead" }],
  });
}

/** The welcome PT at once, so that the first page shows them; the queue sees to it if this fails. */
async function welcome(signedIn: SignedIn): Promise<void> {
  const { ctx, workspace } = signedIn;
  try {
    await startFirstPlan(ctx, workspace, workspace.plan);
  } catch (cause) {
    ctx.log.warn("identity.welcome-later", { workspaceId: workspace.id, cause: String(cause) });
  }
}

/**
 * Makes a person with a personal workspace on the Free plan, signs them in and mails them a link to
 * confirm the address. What the browser had as a visitor becomes theirs. A retry with the same
 * password signs in to what the first try made. Refuses a taken address with `already-exists` (its
 * owner gets a mail), and too many tries from one network with `too-many-requests`.
 */
export async function registerUser(ctx: Ctx, input: RegisterInput): Promise<SignedIn> {
  const { email, password, name } = parseInput(RegisterInput, input);
  await admitRegistration(ctx);
  const displayName = name === undefined || name === "" ? nameFromEmail(email) : name;
  const locale = knownLocale(ctx.locale);
  const draft: AccountDraft = {
    email,
    passwordHash: await hashPassword(password),
    name: displayName,
    locale,
    plan: "free",
    emailVerified: false,
    method: "password",
  };
  const made = await createAccount(ctx, draft, async (asUser, userId) => {
    const { workspace } = asUser;
    if (workspace === undefined) return [];
    return [
      ...(await verificationRows(asUser, { userId, email, name: displayName, locale })),
      outboxRow(asUser, "identity.user-registered", {
        userId,
        workspaceId: workspace.id,
        accountId: workspace.accountId,
        plan: workspace.plan,
      }),
    ];
  });
  if (made !== undefined) {
    await welcome(made);
    return await adoptVisitor(ctx, made);
  }
  try {
    return await signIn(ctx, { email, password });
  } catch (error) {
    if (isProblem(error) && error.slug === "sign-in-failed") return await refuseTaken(ctx, email);
    throw error;
  }
}

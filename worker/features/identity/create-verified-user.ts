import { eq } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { Problem } from "#core/problem";
import { acceptanceRows } from "#features/consents";
import { legalDocuments } from "#features/consents/schema";
import { requireOperator } from "#features/workspaces";
import type { Actor, Ctx, Plan, WorkspaceRef } from "#platform/ctx";
import { createAccount } from "./create-account.ts";
import { knownLocale, nameFromEmail } from "./defaults.ts";
import { hashPassword } from "#features/passwords";
import { users } from "./tables.ts";

export interface VerifiedUserInput {
  email: string;
  password: string;
  name?: string | undefined;
  plan?: Plan | undefined;
  locale?: string | undefined;
  /** Joins this workspace, in the role it names, instead of getting a personal one. */
  join?: WorkspaceRef | undefined;
  /** Runs the deployment, beside its first person. */
  operator?: boolean | undefined;
  /** The version of the legal documents that they accepted; absent: the present one. */
  acceptedVersion?: string | undefined;
}

export interface VerifiedUser {
  userId: UserId;
  email: string;
  workspace: WorkspaceRef;
  actor: Actor;
  /** A complete Cookie header value: the user is signed in. */
  cookie: string;
}

/**
 * Makes a person whose address counts as verified, and signs them in: for seeds and the test bench,
 * so only jobs and the operator may. They start without any PT and get no mail. Refuses an address
 * that is taken with `already-exists`; then nothing was written.
 */
export async function createVerifiedUser(
  ctx: Ctx,
  input: VerifiedUserInput,
): Promise<VerifiedUser> {
  requireOperator(ctx);
  const email = input.email.trim().toLowerCase();
  const draft = {
    email,
    passwordHash: await hashPassword(ctx, input.password),
    name: input.name ?? nameFromEmail(email),
    plan: input.plan ?? "free",
    locale: knownLocale(input.locale ?? ctx.locale),
    emailVerified: true,
    method: "password",
    join: input.join,
  };
  const made = await createAccount(ctx, draft, async (asUser, userId) => [
    ...acceptanceRows(asUser, userId, "seed", legalDocuments, input.acceptedVersion),
    ...(input.operator === true
      ? [asUser.db.update(users).set({ operator: true }).where(eq(users.id, userId))]
      : []),
  ]);
  if (made === undefined) {
    throw new Problem("already-exists", {
      errors: [{ pointer: "/email", detail: "someone is registered with it" }],
    });
  }
  const cookie = made.setCookies.map((one) => one.split(";")[0]).join("; ");
  return { userId: made.userId, email, workspace: made.workspace, actor: made.ctx.actor, cookie };
}

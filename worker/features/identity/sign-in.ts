import { isAPIError } from "better-auth/api";
import type { UserId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Actor, Ctx } from "#platform/ctx";
import { adoptVisitor } from "./adopt-visitor.ts";
import { openAuth } from "./auth.ts";
import type { SignedIn } from "./create-account.ts";
import { ensurePersonalWorkspace } from "./ensure-personal-workspace.ts";
import { findHome, findUserById } from "./find-user.ts";
import { admitSignIn } from "./limits.ts";
import { SignInInput } from "./schema.ts";
import { sessions } from "./tables.ts";

async function startSession(ctx: Ctx, email: string, password: string) {
  const auth = openAuth(ctx, (table, row) =>
    table === sessions ? [auditRow(ctx, "session.started", String(row.id))] : [],
  );
  try {
    return await auth.api.signInEmail({ body: { email, password }, returnHeaders: true });
  } catch (error) {
    if (isAPIError(error) && error.statusCode < 500) {
      throw new Problem("sign-in-failed", { cause: error });
    }
    throw error;
  }
}

/**
 * Starts a session. An unknown address and a wrong password get the same `sign-in-failed` after the
 * same work. What the browser had as a visitor becomes the person's. Refuses with
 * `too-many-requests` after 10 tries for an address, or 30 from a network, in 10 minutes.
 */
export async function signIn(ctx: Ctx, input: SignInInput): Promise<SignedIn> {
  const { email, password } = parseInput(SignInInput, input);
  await admitSignIn(ctx, email);
  const { headers, response } = await startSession(ctx, email, password);
  const userId = response.user.id as UserId;
  const user = await findUserById(ctx, userId);
  if (user === undefined) throw new Problem("sign-in-failed");
  const { name, operator } = user;
  const actor: Extract<Actor, { kind: "user" }> = { kind: "user", userId, email, name, operator };
  let workspace = await findHome(ctx, userId);
  if (workspace === undefined) {
    await ensurePersonalWorkspace(ctx.env, actor);
    workspace = await findHome(ctx, userId);
  }
  if (workspace === undefined) throw new Problem("unavailable");
  const signedIn: SignedIn = {
    userId,
    workspace,
    ctx: { ...ctx, actor, workspace },
    setCookies: headers.getSetCookie(),
  };
  return await adoptVisitor(ctx, signedIn);
}

import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import type { Ctx } from "#platform/ctx";
import type { SignedIn } from "./create-account.ts";
import { enter } from "./enter.ts";
import { admitSignIn } from "./limits.ts";
import { SignInInput } from "./schema.ts";
import { findByPassword } from "./verify-password.ts";

/**
 * Starts a session. An unknown address and a wrong password get the same `sign-in-failed` after the
 * same work. What the browser had as a visitor becomes the person's. Refuses with
 * `too-many-requests` after 10 tries for an address, or 30 from a network, in 10 minutes.
 */
export async function signIn(ctx: Ctx, input: SignInInput): Promise<SignedIn> {
  const { email, password } = parseInput(SignInInput, input);
  await admitSignIn(ctx, email);
  const person = await findByPassword(ctx, email, password);
  if (person === undefined) throw new Problem("sign-in-failed");
  return await enter(ctx, person, "password");
}

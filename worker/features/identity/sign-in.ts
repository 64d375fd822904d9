import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { readDeviceHash } from "#features/sessions";
import type { Ctx } from "#platform/ctx";
import { type Entered, enter } from "./enter.ts";
import { admitGuess } from "./guessing.ts";
import { renewHash } from "./renew-hash.ts";
import { SignInInput } from "./schema.ts";
import { findSignInFacts, isRightPassword } from "./verify-password.ts";
import { warnOfAttack } from "./warn-of-attack.ts";

/**
 * Starts a session, or asks for the second factor where it is on. An unknown address and a wrong
 * password get the same `sign-in-failed` after the same work. What the browser had as a visitor
 * becomes the person's. After 5 failures for an address, or 30 from a network, each further try has
 * to wait longer, up to 15 minutes (`too-many-requests`); a browser that the person has signed in
 * with before counts by itself, so that nobody can lock an owner out.
 */
export async function signIn(ctx: Ctx, input: SignInInput): Promise<Entered> {
  const { email, password } = parseInput(SignInInput, input);
  const deviceHash = await readDeviceHash(ctx);
  const facts = await findSignInFacts(ctx, email, deviceHash);
  const guess = await admitGuess(ctx, email, facts.deviceKnown ? deviceHash : undefined);
  const isRight = await isRightPassword(ctx, facts, password);
  if (!isRight || facts.person === undefined) {
    if (guess.isAttack) await warnOfAttack(ctx, email, facts.person);
    throw new Problem("sign-in-failed");
  }
  await guess.succeed();
  const { userId } = facts.person;
  if (typeof facts.hash === "string") {
    ctx.defer(renewHash(ctx, { userId, hash: facts.hash, password }));
  }
  return await enter(ctx, facts.person, { method: "password" });
}

import { Problem } from "#core/problem";
import { type Entered, findUserById, startSession } from "#features/identity";
import type { Ctx } from "#platform/ctx";
import { provePasskey, usingUp } from "./prove-passkey.ts";
import type { PasskeyProof } from "./schema.ts";

/**
 * Starts a session for whoever's passkey answered `askAnyPasskey`. The device has verified the
 * person, so this counts as both factors. An answer works once, also when two arrive at the same
 * time. Refuses with `passkey-refused`.
 */
export async function signInWithPasskey(
  ctx: Ctx,
  input: PasskeyProof,
): Promise<Extract<Entered, { kind: "signed-in" }>> {
  const { userId, statements } = await provePasskey(ctx, "sign-in", null, input);
  const person = await findUserById(ctx, userId);
  if (person === undefined) throw new Problem("passkey-refused");
  return await usingUp(startSession(ctx, person, { method: "passkey", statements }));
}

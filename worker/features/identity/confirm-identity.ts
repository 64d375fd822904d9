import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { noteProof, sourceOf } from "#features/sessions";
import { requireUser } from "#features/workspaces";
import { limiterOf } from "#objects/limiter";
import { MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { requireAdmitted } from "#platform/rate-limits";
import { IdentityConfirmation } from "./schema.ts";
import { isPasswordOf } from "./verify-password.ts";

const RULE = { name: "confirm-identity", limit: 10, windowMs: 10 * MINUTE_MS };

/**
 * Proves by the password that the signed-in person is still the one at the browser; what asks for a
 * fresh session is open for the next ten minutes. Refuses a wrong password with `sign-in-failed`,
 * and more than 10 tries in 10 minutes with `too-many-requests`.
 */
export async function confirmIdentity(ctx: Ctx, input: IdentityConfirmation): Promise<void> {
  const { userId } = requireUser(ctx);
  const { password } = parseInput(IdentityConfirmation, input);
  requireAdmitted(await limiterOf(ctx.env, sourceOf(ctx)).admit({ rules: [RULE] }));
  if (!(await isPasswordOf(ctx, userId, password))) throw new Problem("sign-in-failed");
  await noteProof(ctx, "password");
}

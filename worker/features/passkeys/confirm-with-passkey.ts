import { noteProof } from "#features/sessions";
import { requireUser } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { provePasskey, usingUp } from "./prove-passkey.ts";
import type { PasskeyProof } from "./schema.ts";

/**
 * Proves by a passkey that answered `askOwnPasskey` that the signed-in person is still the one at
 * the browser; what asks for a fresh session is open for the next ten minutes. Refuses with
 * `passkey-refused`, a passkey of someone else included.
 */
export async function confirmWithPasskey(ctx: Ctx, input: PasskeyProof): Promise<void> {
  const { userId } = requireUser(ctx);
  const { statements } = await provePasskey(ctx, "confirm", userId, input);
  await usingUp(runBatch(ctx.db, statements));
  await noteProof(ctx, "passkey");
}

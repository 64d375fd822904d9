import { eq } from "drizzle-orm";
import { MINUTE_MS } from "#core/time";
import { requireUser } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { newChallenge } from "./challenges.ts";
import { relyingParty } from "./relying-party.ts";
import type { PasskeyRequest } from "./schema.ts";
import { passkeys } from "./tables.ts";

const timeout = 5 * MINUTE_MS;

/**
 * What the browser needs to ask for any passkey of this site
 * (`PublicKeyCredentialRequestOptionsJSON`). It is the same for everyone, so it tells nothing about
 * who has one. Good for an hour, once.
 */
export async function askAnyPasskey(ctx: Ctx): Promise<PasskeyRequest> {
  const challenge = await newChallenge(ctx, "sign-in", null);
  const { rpId } = relyingParty(ctx);
  return { challenge, rpId, timeout, userVerification: "required", allowCredentials: [] };
}

/**
 * The same for the signed-in person's own passkeys, to confirm that it is them; undefined when they
 * have none.
 */
export async function askOwnPasskey(ctx: Ctx): Promise<PasskeyRequest | undefined> {
  const { userId } = requireUser(ctx);
  const own = await ctx.db
    .select({ id: passkeys.credentialId, transports: passkeys.transports })
    .from(passkeys)
    .where(eq(passkeys.userId, userId));
  if (own.length === 0) return undefined;
  const challenge = await newChallenge(ctx, "confirm", userId);
  const allowCredentials = own.map(({ id, transports }) => ({
    id,
    transports,
    type: "public-key" as const,
  }));
  const { rpId } = relyingParty(ctx);
  return { challenge, rpId, timeout, userVerification: "required", allowCredentials };
}

import { eq } from "drizzle-orm";
import { requireFreshSession } from "#features/sessions";
import type { Ctx } from "#platform/ctx";
import { newChallenge } from "./challenges.ts";
import { relyingParty } from "./relying-party.ts";
import { passkeys } from "./tables.ts";

/**
 * What the browser needs to make a passkey for the signed-in person
 * (`PublicKeyCredentialCreationOptionsJSON`): discoverable, with the person verified at the device.
 * Authenticators that have one already refuse. Good for ten minutes, once; asks
 * for a fresh session.
 */
export async function beginPasskey(ctx: Ctx) {
  const { userId, email, name } = requireFreshSession(ctx);
  const known = await ctx.db
    .select({ id: passkeys.credentialId, transports: passkeys.transports })
    .from(passkeys)
    .where(eq(passkeys.userId, userId));
  const { generateRegistrationOptions } = await import("@simplewebauthn/server");
  const { extensions: _none, ...options } = await generateRegistrationOptions({
    rpName: "Selvedge",
    rpID: relyingParty(ctx).rpId,
    userName: email,
    userDisplayName: name,
    userID: new TextEncoder().encode(userId),
    excludeCredentials: known,
    attestationType: "none",
    authenticatorSelection: { residentKey: "required", userVerification: "required" },
  });
  return { ...options, challenge: await newChallenge(ctx, "register", userId) };
}

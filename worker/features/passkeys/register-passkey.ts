import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { count, eq } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireFreshSession } from "#features/sessions";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { isUsedAlready } from "#platform/one-use";
import { openChallenge } from "./challenges.ts";
import { relyingParty } from "./relying-party.ts";
import { NewPasskey, type PasskeyView } from "./schema.ts";
import { passkeys } from "./tables.ts";
import { toPasskeyView } from "./to-passkey-view.ts";

const PASSKEYS_PER_PERSON_MAX = 20;

async function verify(ctx: Ctx, challenge: string, answer: RegistrationResponseJSON) {
  const { verifyRegistrationResponse } = await import("@simplewebauthn/server");
  const { rpId, origin } = relyingParty(ctx);
  try {
    const { registrationInfo } = await verifyRegistrationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
    });
    return registrationInfo;
  } catch (cause) {
    throw new Problem("passkey-refused", { cause });
  }
}

/**
 * Keeps a passkey that the signed-in person's authenticator has just made for `beginPasskey`; asks
 * for a fresh session. Refuses with `passkey-refused` an answer that is late, used, made for someone else, for another
 * site or without verifying the person; with `already-exists` one that is known; with
 * `limit-reached` the 21st.
 */
export async function registerPasskey(ctx: Ctx, input: NewPasskey): Promise<PasskeyView> {
  const { userId } = requireFreshSession(ctx);
  const { name, answer } = parseInput(NewPasskey, input);
  const opened = await openChallenge(ctx, "register", userId, answer.response.clientDataJSON);
  if (opened === undefined) throw new Problem("passkey-refused");
  const info = await verify(ctx, opened.challenge, answer);
  if (info === undefined) throw new Problem("passkey-refused");
  const own = await ctx.db
    .select({ passkeys: count() })
    .from(passkeys)
    .where(eq(passkeys.userId, userId))
    .get();
  if ((own?.passkeys ?? 0) >= PASSKEYS_PER_PERSON_MAX) {
    throw new Problem("limit-reached", { extensions: { limit: PASSKEYS_PER_PERSON_MAX } });
  }
  const now = ctx.clock.now();
  const row: typeof passkeys.$inferSelect = {
    id: newId("pk", now),
    userId,
    credentialId: info.credential.id,
    publicKey: info.credential.publicKey.toBase64(),
    counter: info.credential.counter,
    transports: answer.response.transports,
    name,
    synced: info.credentialBackedUp,
    createdAtMs: now,
    lastUsedAtMs: null,
  };
  try {
    await runBatch(ctx.db, [
      opened.used.use,
      ctx.db.insert(passkeys).values(row),
      auditRow(ctx, "passkey.registered", row.id, { synced: row.synced }),
    ]);
  } catch (cause) {
    if (isUsedAlready(cause)) throw new Problem("passkey-refused", { cause });
    if (isUniqueViolation(cause, "passkeys.credential_id")) {
      throw new Problem("already-exists", { cause });
    }
    throw cause;
  }
  return toPasskeyView(row);
}

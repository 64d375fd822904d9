import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { eq, sql } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, type Statement } from "#platform/db";
import { isUsedAlready } from "#platform/one-use";
import { type ChallengePurpose, openChallenge } from "./challenges.ts";
import { relyingParty } from "./relying-party.ts";
import { PasskeyProof } from "./schema.ts";
import { passkeys } from "./tables.ts";

type Row = typeof passkeys.$inferSelect;

async function verify(ctx: Ctx, row: Row, challenge: string, answer: AuthenticationResponseJSON) {
  const { verifyAuthenticationResponse } = await import("@simplewebauthn/server");
  const { rpId, origin } = relyingParty(ctx);
  try {
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      credential: {
        id: row.credentialId,
        publicKey: Uint8Array.fromBase64(row.publicKey),
        counter: row.counter,
        transports: row.transports,
      },
    });
    return verified ? authenticationInfo : undefined;
  } catch (cause) {
    ctx.log.warn("passkey.refused", { passkeyId: row.id, cause: String(cause) });
    return undefined;
  }
}

/** The handle that the authenticator keeps is the person's id; it must not name someone else. */
function isHandleOf(userId: UserId, handle: string | undefined): boolean {
  if (handle === undefined) return true;
  const expected = new TextEncoder().encode(userId);
  return handle === expected.toBase64({ alphabet: "base64url", omitPadding: true });
}

/** A count that has not grown means that a copy of the key is in use: nothing is written then. */
function countRows(ctx: Ctx, row: Row, counter: number): Statement[] {
  const grown = sql`EXISTS (SELECT 1 FROM ${passkeys} WHERE ${passkeys.id} = ${row.id} AND (${passkeys.counter} < ${counter} OR (${passkeys.counter} = 0 AND ${counter} = 0)))`;
  return [
    guardRow(ctx.db, grown),
    ctx.db
      .update(passkeys)
      .set({ counter, lastUsedAtMs: ctx.clock.now() })
      .where(eq(passkeys.id, row.id)),
  ];
}

/** Whose passkey it was, and the rows that use up its answer: they belong into the verb's batch. */
export interface PasskeyUse {
  userId: UserId;
  statements: Statement[];
}

/**
 * Whose passkey answered a challenge of that purpose. Refuses with `passkey-refused`, whatever the
 * reason: an unknown passkey, an answer that is late, for another site or person, whose count went
 * back, or that came without verifying the person. What was used before is refused by the rows.
 */
export async function provePasskey(
  ctx: Ctx,
  purpose: Extract<ChallengePurpose, "sign-in" | "confirm">,
  asked: UserId | null,
  input: PasskeyProof,
): Promise<PasskeyUse> {
  const { answer } = parseInput(PasskeyProof, input);
  const { clientDataJSON, userHandle } = answer.response;
  const [opened, row] = await Promise.all([
    openChallenge(ctx, purpose, asked, clientDataJSON),
    ctx.db.select().from(passkeys).where(eq(passkeys.credentialId, answer.id)).get(),
  ]);
  if (opened === undefined || row === undefined) throw new Problem("passkey-refused");
  const isTheirs = (asked ?? row.userId) === row.userId && isHandleOf(row.userId, userHandle);
  const info = isTheirs ? await verify(ctx, row, opened.challenge, answer) : undefined;
  if (info === undefined) throw new Problem("passkey-refused");
  return {
    userId: row.userId,
    statements: [
      opened.used.use,
      ...countRows(ctx, row, info.newCounter),
      auditRow(ctx, "passkey.used", row.id, { purpose }),
    ],
  };
}

/** Runs the batch that uses up an answer; an answer that was used meanwhile is refused. */
export async function usingUp<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (cause) {
    if (isUsedAlready(cause) || isGuardFailure(cause)) {
      throw new Problem("passkey-refused", { cause });
    }
    throw cause;
  }
}

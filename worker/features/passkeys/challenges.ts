import type { UserId } from "#core/ids";
import { HOUR_MS, MINUTE_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { newOneUse, type OneUse, openOneUse } from "#platform/one-use";

/** What the answer to a challenge is for; one for another purpose is worth nothing. */
export type ChallengePurpose = "register" | "sign-in" | "confirm";

/** A sign-in page may stand open for a while before someone picks a passkey. */
const ttlMs: Record<ChallengePurpose, number> = {
  register: 10 * MINUTE_MS,
  "sign-in": HOUR_MS,
  confirm: 10 * MINUTE_MS,
};

interface Challenge {
  /** Whom it was shown to; null when that is what it asks. */
  userId: UserId | null;
}

/** A challenge of at least 128 random bits that works once. Nothing is written. */
export async function newChallenge(
  ctx: Ctx,
  purpose: ChallengePurpose,
  userId: UserId | null,
): Promise<string> {
  const challenge: Challenge = { userId };
  return await newOneUse(ctx, `passkey-${purpose}`, challenge, ttlMs[purpose]);
}

/** The challenge that an authenticator signed, when it is ours, for this, for that person, in time. */
export async function openChallenge(
  ctx: Ctx,
  purpose: ChallengePurpose,
  userId: UserId | null,
  clientDataJson: string,
): Promise<{ challenge: string; used: OneUse<Challenge> } | undefined> {
  const challenge = challengeOf(clientDataJson);
  if (challenge === undefined) return undefined;
  const used = await openOneUse<Challenge>(ctx, `passkey-${purpose}`, challenge);
  return used?.value.userId === userId ? { challenge, used } : undefined;
}

function challengeOf(clientDataJson: string): string | undefined {
  try {
    const bytes = Uint8Array.fromBase64(clientDataJson, { alphabet: "base64url" });
    const data: unknown = JSON.parse(new TextDecoder().decode(bytes));
    const challenge = typeof data === "object" && data !== null && "challenge" in data;
    return challenge && typeof data.challenge === "string" ? data.challenge : undefined;
  } catch {
    return undefined;
  }
}

import { HOUR_MS } from "#core/time";
import type { Ctx } from "#platform/ctx";
import { seal, unseal } from "#platform/seal";
import type { webhookEndpoints } from "./tables.ts";

const SECRET_BYTES = 32;
/** What the secrets are sealed for. */
const PURPOSE = "webhook-secret";

/** So long the secret before the current one goes on signing. */
export const OVERLAP_MS = 24 * HOUR_MS;

/** `whsec_` and 256 random bits in base64, as the Standard Webhooks specification has it. */
export function newSecret(): string {
  return `whsec_${crypto.getRandomValues(new Uint8Array(SECRET_BYTES)).toBase64()}`;
}

export async function sealSecret(ctx: Ctx, secret: string): Promise<string> {
  return await seal(ctx.settings, PURPOSE, secret);
}

/** The secrets that sign now: the current one, and the one before while they overlap. */
export async function signingSecrets(
  ctx: Ctx,
  endpoint: Pick<
    typeof webhookEndpoints.$inferSelect,
    "sealedSecret" | "sealedOldSecret" | "oldSecretUntilMs"
  >,
): Promise<string[]> {
  const { sealedSecret, sealedOldSecret, oldSecretUntilMs } = endpoint;
  const isOverlapping = oldSecretUntilMs !== null && oldSecretUntilMs > ctx.clock.now();
  const sealed =
    isOverlapping && sealedOldSecret !== null ? [sealedSecret, sealedOldSecret] : [sealedSecret];
  const open = (one: string) => unseal(ctx.settings, PURPOSE, one);
  return await Promise.all(sealed.map(open));
}

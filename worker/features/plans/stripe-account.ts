import type { Ctx } from "#platform/ctx";
import { sha256Hex } from "#platform/seal";

/**
 * Names the Stripe account that prices are made in: a digest of the key and the server. Another key
 * gets another name, of the same account too; what is there is then found by its lookup key.
 */
export async function stripeAccountOf({ settings }: Pick<Ctx, "settings">): Promise<string> {
  const { secretKey = "", apiBase = "" } = settings.stripe ?? {};
  return (await sha256Hex(`${apiBase} ${secretKey}`)).slice(0, 32);
}

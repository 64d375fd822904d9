import { eq } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import { seal, unseal } from "#platform/seal";
import { pushKeys } from "./tables.ts";

export const PUSH_KEY_PURPOSE = "push-key";

/** The pair in base64url: an uncompressed point, and the private scalar. */
export interface PushKeys {
  publicKey: string;
  privateKey: string;
}

async function makeKeys(): Promise<PushKeys> {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, [
    "sign",
  ]);
  const point = await crypto.subtle.exportKey("raw", pair.publicKey);
  const { d = "" } = await crypto.subtle.exportKey("jwk", pair.privateKey);
  const publicKey = new Uint8Array(point).toBase64({ alphabet: "base64url", omitPadding: true });
  return { publicKey, privateKey: d };
}

/**
 * The key pair of this deployment for push services: the one of the settings, else one that is made
 * at first need and kept sealed. It stays the same, because subscriptions hang on it.
 */
export async function getPushKeys(ctx: Ctx): Promise<PushKeys> {
  if (ctx.settings.vapid !== undefined) return ctx.settings.vapid;
  const stored = async () => await ctx.db.select().from(pushKeys).where(eq(pushKeys.id, 1)).get();
  let row = await stored();
  if (row === undefined) {
    const { publicKey, privateKey } = await makeKeys();
    await ctx.db
      .insert(pushKeys)
      .values({
        id: 1,
        publicKey,
        sealedPrivateKey: await seal(ctx.settings, PUSH_KEY_PURPOSE, privateKey),
        createdAtMs: ctx.clock.now(),
      })
      .onConflictDoNothing();
    row = await stored();
  }
  if (row === undefined) throw new Error("The key pair was not kept");
  const privateKey = await unseal(ctx.settings, PUSH_KEY_PURPOSE, row.sealedPrivateKey);
  return { publicKey: row.publicKey, privateKey };
}

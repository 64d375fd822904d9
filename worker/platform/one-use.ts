import { lte } from "drizzle-orm";
import type { Ctx } from "./ctx.ts";
import { isUniqueViolation, type Statement } from "./db.ts";
import { usedOnce } from "./one-use.tables.ts";
import { seal, sha256Hex, unseal } from "./seal.ts";

export interface OneUse<T> {
  value: T;
  /** Uses it up, in the batch of the verb: of two batches one is undone (`isUsedAlready`). */
  use: Statement;
}

interface Sealed<T> {
  value: T;
  expiresAtMs: number;
}

/**
 * A value that leaves the product and comes back once, as base64url: only we can make or read it,
 * `purpose` keeps kinds apart, and nothing is written until it is used.
 */
export async function newOneUse(
  ctx: Ctx,
  purpose: string,
  value: unknown,
  ttlMs: number,
): Promise<string> {
  const sealed: Sealed<unknown> = { value, expiresAtMs: ctx.clock.now() + ttlMs };
  const text = await seal(ctx.settings, `one-use:${purpose}`, JSON.stringify(sealed));
  return new TextEncoder().encode(text).toBase64({ alphabet: "base64url", omitPadding: true });
}

async function tryUnseal<T>(ctx: Ctx, purpose: string, text: string) {
  try {
    const sealed = new TextDecoder().decode(Uint8Array.fromBase64(text, { alphabet: "base64url" }));
    return JSON.parse(await unseal(ctx.settings, `one-use:${purpose}`, sealed)) as Sealed<T>;
  } catch {
    return undefined;
  }
}

/** What was put into it; undefined when it is not ours, of another purpose, or too old. */
export async function openOneUse<T>(
  ctx: Ctx,
  purpose: string,
  text: string,
): Promise<OneUse<T> | undefined> {
  const sealed = await tryUnseal<T>(ctx, purpose, text);
  if (sealed === undefined || sealed.expiresAtMs <= ctx.clock.now()) return undefined;
  const hash = await sha256Hex(`${purpose}:${text}`);
  const { value, expiresAtMs } = sealed;
  return { value, use: ctx.db.insert(usedOnce).values({ hash, expiresAtMs }) };
}

/** True when a batch was undone because its one-use value had been used before. */
export function isUsedAlready(error: unknown): boolean {
  return isUniqueViolation(error, "used_once.hash");
}

/** Forgets used values that have ended; answers how many. */
export async function expireUsedOnce(ctx: Ctx): Promise<number> {
  const gone = await ctx.db
    .delete(usedOnce)
    .where(lte(usedOnce.expiresAtMs, ctx.clock.now()))
    .returning({ hash: usedOnce.hash });
  return gone.length;
}

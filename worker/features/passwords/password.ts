import { randomBytes, timingSafeEqual } from "node:crypto";
import type { Argon2Cost } from "./argon2id.ts";
import { isScryptHash, verifyScryptHash } from "./scrypt-hash.ts";

/**
 * Argon2id (RFC 9106) with 12 MiB, three passes and one lane: of the costs that OWASP's cheat sheet
 * on password storage calls equally strong, one that an isolate has the memory for. Some 23 ms of
 * CPU, so that a check stays below 60 ms on a machine half as fast. A stored hash names its own cost,
 * so raising this one leaves older hashes valid.
 */
const COST: Argon2Cost = { memoryKiB: 12_288, passes: 3, lanes: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** A stored hash that asks for more than this is refused: it is not one of ours. */
const MEMORY_KIB_MAX = 65_536;
const PASSES_MAX = 10;
const LANES_MAX = 4;

/** What of a ctx is needed here. */
export interface Deriver {
  env: Pick<Env, "ARGON2">;
}

interface Derivation {
  password: string;
  salt: Uint8Array;
  cost: Argon2Cost;
  keyBytes: number;
}

/** A local runtime has one thread for every request, which a hash would hold up. */
async function derive({ env: { ARGON2 } }: Deriver, wanted: Derivation): Promise<Uint8Array> {
  const { salt, cost, keyBytes } = wanted;
  const password = new TextEncoder().encode(wanted.password.normalize("NFKC"));
  if (ARGON2 === undefined) {
    const { argon2id } = await import("./argon2id.ts");
    return argon2id({ password, salt, cost, keyBytes });
  }
  const [passwordText, saltText] = [password.toBase64(), salt.toBase64()];
  const body = JSON.stringify({ password: passwordText, salt: saltText, keyBytes, ...cost });
  const answer = await ARGON2.fetch("http://argon2/", { method: "POST", body });
  if (!answer.ok) throw new Error(`The Argon2 service answered ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}

function toBase64(bytes: Uint8Array): string {
  return bytes.toBase64({ omitPadding: true });
}

function parametersOf({ memoryKiB, passes, lanes }: Argon2Cost): string {
  return `m=${memoryKiB},t=${passes},p=${lanes}`;
}

/** A new hash of the password in PHC's string format: `$argon2id$v=19$m=…,t=…,p=…$salt$hash`. */
export async function hashPassword(ctx: Deriver, password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(ctx, { password, salt, cost: COST, keyBytes: KEY_BYTES });
  return `$argon2id$v=19$${parametersOf(COST)}$${toBase64(salt)}$${toBase64(key)}`;
}

interface StoredHash {
  cost: Argon2Cost;
  salt: Uint8Array;
  key: Uint8Array;
}

const STORED =
  /^\$argon2id\$v=19\$m=(\d{1,6}),t=(\d{1,2}),p=(\d)\$([A-Za-z0-9+/]{11,86})\$([A-Za-z0-9+/]{22,86})$/;

function parseHash(hash: string): StoredHash | undefined {
  const [matched, memory, passes, lanes, salt = "", key = ""] = STORED.exec(hash) ?? [];
  if (matched === undefined) return undefined;
  const cost = { memoryKiB: Number(memory), passes: Number(passes), lanes: Number(lanes) };
  const isBearable =
    cost.memoryKiB <= MEMORY_KIB_MAX && cost.passes <= PASSES_MAX && cost.lanes <= LANES_MAX;
  const isPossible = cost.memoryKiB >= 8 * cost.lanes && cost.passes > 0 && cost.lanes > 0;
  if (!isBearable || !isPossible) return undefined;
  try {
    return { cost, salt: Uint8Array.fromBase64(salt), key: Uint8Array.fromBase64(key) };
  } catch {
    return undefined;
  }
}

/**
 * True when `hash` was made of this password, as hashes are made now or were made by scrypt; compares
 * in constant time. False for other formats.
 */
export async function verifyPassword(
  ctx: Deriver,
  hash: string,
  password: string,
): Promise<boolean> {
  if (isScryptHash(hash)) return await verifyScryptHash(hash, password);
  const stored = parseHash(hash);
  if (stored === undefined) return false;
  const { cost, salt, key } = stored;
  return timingSafeEqual(await derive(ctx, { password, salt, cost, keyBytes: key.length }), key);
}

/** True for a hash that would be made in another way now. */
export function isOutdatedHash(hash: string): boolean {
  return !hash.startsWith(`$argon2id$v=19$${parametersOf(COST)}$`);
}

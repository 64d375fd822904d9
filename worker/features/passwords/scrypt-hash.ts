import { scrypt, timingSafeEqual } from "node:crypto";

/** A stored hash that asks for more than this is refused: it is not one of ours. */
const MEMORY_BYTES_MAX = 128 * 1024 * 1024;

interface ScryptCost {
  N: number;
  r: number;
  p: number;
}

/** True for hashes of before Argon2id: `scrypt$N=…,r=…,p=…$salt$hash`, the last two in base64url. */
export function isScryptHash(hash: string): boolean {
  return hash.startsWith("scrypt$");
}

function parseCost(params: string): ScryptCost | undefined {
  const match = /^N=(\d{1,7}),r=(\d{1,2}),p=(\d{1,2})$/.exec(params);
  if (match === null) return undefined;
  const cost = { N: Number(match[1]), r: Number(match[2]), p: Number(match[3]) };
  return 128 * cost.N * cost.r <= MEMORY_BYTES_MAX ? cost : undefined;
}

/** True when `hash` was made of this password by scrypt (RFC 7914); compares in constant time. */
export async function verifyScryptHash(hash: string, password: string): Promise<boolean> {
  const [, params = "", saltText, keyText, ...rest] = hash.split("$");
  const cost = parseCost(params);
  if (cost === undefined || rest.length > 0) return false;
  if (saltText === undefined || keyText === undefined || keyText === "") return false;
  const expected = Buffer.from(keyText, "base64url");
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const options = { ...cost, maxmem: MEMORY_BYTES_MAX };
  const salt = Buffer.from(saltText, "base64url");
  scrypt(password.normalize("NFKC"), salt, expected.length, options, (error, key) => {
    if (error === null) resolve(key);
    else reject(error);
  });
  return timingSafeEqual(await promise, expected);
}

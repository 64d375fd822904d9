import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";

/**
 * scrypt with N = 2^14, r = 8, p = 1 takes 16 MiB and about 22 ms in workerd, so that a check stays
 * below 60 ms on a machine half as fast. RFC 7914; a stored hash names its own parameters, so
 * raising these leaves older hashes valid.
 */
const COST = { N: 16_384, r: 8, p: 1 };
const KEY_BYTES = 32;
const SALT_BYTES = 16;
/** A stored hash that asks for more than this is refused: it is not one of ours. */
const MEMORY_BYTES_MAX = 128 * 1024 * 1024;

type Cost = typeof COST;

/** What of a ctx is needed here. */
interface Deriver {
  env: Pick<Env, "SCRYPT">;
}

interface Derivation {
  password: string;
  salt: Buffer;
  cost: Cost;
  keyBytes: number;
}

function deriveHere({ password, salt, cost, keyBytes }: Derivation): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const options = { ...cost, maxmem: MEMORY_BYTES_MAX };
  scrypt(password, salt, keyBytes, options, (error, key) => {
    if (error === null) resolve(key);
    else reject(error);
  });
  return promise;
}

/** A local runtime has one thread for every request, which a hash would hold up. */
async function derive({ env: { SCRYPT } }: Deriver, wanted: Derivation): Promise<Buffer> {
  const { cost, keyBytes } = wanted;
  const password = wanted.password.normalize("NFKC");
  if (SCRYPT === undefined) return await deriveHere({ ...wanted, password });
  const salt = wanted.salt.toString("base64");
  const body = JSON.stringify({ password, salt, keyBytes, ...cost, maxmem: MEMORY_BYTES_MAX });
  const answer = await SCRYPT.fetch("http://scrypt/", { method: "POST", body });
  if (!answer.ok) throw new Error(`The scrypt service answered ${answer.status}`);
  return Buffer.from(await answer.arrayBuffer());
}

/** A new hash of the password: `scrypt$N=…,r=…,p=…$salt$hash`, the last two in base64url. */
export async function hashPassword(ctx: Deriver, password: string): Promise<string> {
  const salt = randomBytes(SALT_BYTES);
  const key = await derive(ctx, { password, salt, cost: COST, keyBytes: KEY_BYTES });
  const params = `N=${COST.N},r=${COST.r},p=${COST.p}`;
  return `scrypt$${params}$${salt.toString("base64url")}$${key.toString("base64url")}`;
}

function parseCost(params: string): Cost | undefined {
  const match = /^N=(\d{1,7}),r=(\d{1,2}),p=(\d{1,2})$/.exec(params);
  if (match === null) return undefined;
  const cost = { N: Number(match[1]), r: Number(match[2]), p: Number(match[3]) };
  return 128 * cost.N * cost.r <= MEMORY_BYTES_MAX ? cost : undefined;
}

/** True when `hash` was made of this password; compares in constant time. False for other formats. */
export async function verifyPassword(
  ctx: Deriver,
  hash: string,
  password: string,
): Promise<boolean> {
  const [scheme, params, saltText, keyText, ...rest] = hash.split("$");
  if (scheme !== "scrypt" || params === undefined || rest.length > 0) return false;
  if (saltText === undefined || keyText === undefined || keyText === "") return false;
  const cost = parseCost(params);
  if (cost === undefined) return false;
  const expected = Buffer.from(keyText, "base64url");
  const salt = Buffer.from(saltText, "base64url");
  const actual = await derive(ctx, { password, salt, cost, keyBytes: expected.length });
  return timingSafeEqual(actual, expected);
}

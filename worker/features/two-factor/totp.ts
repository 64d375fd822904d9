/**
 * Time-based one-time passwords: RFC 6238 over RFC 4226 with SHA-1, six digits and 30 seconds, the
 * only parameters that every authenticator app understands.
 */
const STEP_MS = 30_000;
const DIGITS = 6;
/** Steps before and after the present one that are taken too: phones' clocks drift. */
const DRIFT = 1;
const SECRET_BYTES = 20;
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** RFC 4648, section 6, without padding. */
export function toBase32(bytes: Uint8Array): string {
  let text = "";
  let bits = 0;
  let rest = 0;
  for (const byte of bytes) {
    rest = (rest << 8) | byte;
    for (bits += 8; bits >= 5; bits -= 5) text += BASE32.charAt((rest >> (bits - 5)) & 31);
    rest &= 0xff;
  }
  return bits > 0 ? text + BASE32.charAt((rest << (5 - bits)) & 31) : text;
}

/** The bytes of a base 32 text; letters of either case, other characters are passed over. */
export function fromBase32(text: string): Uint8Array<ArrayBuffer> {
  const bytes: number[] = [];
  let bits = 0;
  let rest = 0;
  for (const character of text.toUpperCase()) {
    const value = BASE32.indexOf(character);
    if (value < 0) continue;
    rest = ((rest << 5) | value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((rest >> bits) & 0xff);
  }
  return Uint8Array.from(bytes);
}

/** A new shared secret of 160 bits, as long as the hash: RFC 4226, section 4. In base 32. */
export function newTotpSecret(): string {
  return toBase32(crypto.getRandomValues(new Uint8Array(SECRET_BYTES)));
}

/** The time step that an instant lies in. */
export function stepAt(atMs: number): number {
  return Math.floor(atMs / STEP_MS);
}

/** The code of one time step: RFC 4226, section 5.3. */
export async function totpCode(secret: string, step: number): Promise<string> {
  const algorithm = { name: "HMAC", hash: "SHA-1" };
  const key = await crypto.subtle.importKey("raw", fromBase32(secret), algorithm, false, ["sign"]);
  const counter = new DataView(new ArrayBuffer(8));
  counter.setBigUint64(0, BigInt(step));
  const mac = new DataView(await crypto.subtle.sign("HMAC", key, counter.buffer));
  const offset = mac.getUint8(19) & 0x0f;
  const number = mac.getUint32(offset) & 0x7fff_ffff;
  return String(number % 10 ** DIGITS).padStart(DIGITS, "0");
}

function equalInConstantTime(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let at = 0; at < a.length; at++) difference |= a.charCodeAt(at) ^ b.charCodeAt(at);
  return difference === 0;
}

/**
 * The step whose code this is, at most one before or after the present and newer than `lastStep`;
 * undefined for any other code, a code that was taken before included.
 */
export async function findTotpStep(
  secret: string,
  code: string,
  { atMs, lastStep }: { atMs: number; lastStep: number },
): Promise<number | undefined> {
  const now = stepAt(atMs);
  let found: number | undefined;
  for (let step = now - DRIFT; step <= now + DRIFT; step++) {
    const same = equalInConstantTime(await totpCode(secret, step), code);
    if (same && step > lastStep) found = step;
  }
  return found;
}

/** What a QR code says to an authenticator app, by the convention that all of them read. */
export function totpUri(secret: string, account: { issuer: string; name: string }): string {
  const issuer = encodeURIComponent(account.issuer);
  const label = `${issuer}:${encodeURIComponent(account.name)}`;
  return `otpauth://totp/${label}?secret=${secret}&issuer=${issuer}&algorithm=SHA1&digits=${DIGITS}&period=${STEP_MS / 1_000}`;
}

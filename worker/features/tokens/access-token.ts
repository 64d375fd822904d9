import { isId, type ProgramId } from "#core/ids";
import { MINUTE_MS } from "#core/time";

export const ACCESS_TOKEN_TTL_MS = 15 * MINUTE_MS;

const PATTERN = /^at_selv_([0-9A-HJKMNP-TV-Z]{26})_([0-9a-z]{8,10})_([0-9a-f]{64})$/;
const HMAC = { name: "HMAC", hash: "SHA-256" } as const;
const encoder = new TextEncoder();
let imported: { secret: string; key: Promise<CryptoKey> } | undefined;

function keyOf(secret: string): Promise<CryptoKey> {
  if (imported?.secret !== secret) {
    const bytes = encoder.encode(`access-token:${secret}`);
    imported = {
      secret,
      key: crypto.subtle.importKey("raw", bytes, HMAC, false, ["sign", "verify"]),
    };
  }
  return imported.key;
}

/** True for what may be an access token; nothing else is looked at. */
export function isAccessTokenShaped(value: string): boolean {
  return PATTERN.test(value);
}

/**
 * `at_selv_<program>_<end in base 36>_<HMAC-SHA256 in hexadecimal>`: no row is needed to know whose
 * it is and until when.
 */
export async function newAccessToken(
  secret: string,
  programId: ProgramId,
  nowMs: number,
): Promise<string> {
  const end = Math.floor((nowMs + ACCESS_TOKEN_TTL_MS) / 1_000).toString(36);
  const body = `${programId.slice("prog_".length)}_${end.padStart(8, "0")}`;
  const mac = await crypto.subtle.sign(HMAC.name, await keyOf(secret), encoder.encode(body));
  return `at_selv_${body}_${new Uint8Array(mac).toHex()}`;
}

/** The program of a token of ours, also of one that has ended when `nowMs` is 0. */
export async function programOfToken(
  secret: string,
  token: string,
  nowMs: number,
): Promise<ProgramId | undefined> {
  const [, ulid = "", end = "", mac = ""] = PATTERN.exec(token) ?? [];
  const programId = `prog_${ulid}`;
  if (!isId("prog", programId) || Number.parseInt(end, 36) * 1_000 <= nowMs) return undefined;
  const signed = encoder.encode(`${ulid}_${end}`);
  const signature = Uint8Array.fromHex(mac);
  const valid = await crypto.subtle.verify(HMAC.name, await keyOf(secret), signature, signed);
  return valid ? programId : undefined;
}

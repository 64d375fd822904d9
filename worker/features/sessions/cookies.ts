/** The `__Host-` prefix binds it to this host, `/` and a secure origin. */
export const SESSION_COOKIE = "__Host-selvedge-session";

const HMAC = { name: "HMAC", hash: "SHA-256" } as const;
const encoder = new TextEncoder();
let imported: { secret: string; key: Promise<CryptoKey> } | undefined;

function keyOf(secret: string): Promise<CryptoKey> {
  if (imported?.secret !== secret) {
    const bytes = encoder.encode(secret);
    imported = {
      secret,
      key: crypto.subtle.importKey("raw", bytes, HMAC, false, ["sign", "verify"]),
    };
  }
  return imported.key;
}

/** HMAC-SHA256 of `text` under the deployment's secret. */
export async function sign(secret: string, text: string): Promise<Uint8Array> {
  return new Uint8Array(
    await crypto.subtle.sign(HMAC.name, await keyOf(secret), encoder.encode(text)),
  );
}

/** The value of a cookie as it was sent, or undefined. The first of that name counts. */
export function readCookie(header: string | null, name: string): string | undefined {
  for (const pair of (header ?? "").split(";")) {
    const equals = pair.indexOf("=");
    if (equals > 0 && pair.slice(0, equals).trim() === name) return pair.slice(equals + 1).trim();
  }
  return undefined;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function base64Bytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return undefined;
  }
}

/**
 * The value of a signed cookie when its signature is ours, else undefined. The form is better-auth's:
 * percent-encoded `value.base64(HMAC-SHA256(value))`. `context` keeps kinds of cookies apart.
 */
export async function readSignedCookie(
  header: string | null,
  name: string,
  secret: string,
  context = "",
): Promise<string | undefined> {
  const text = decode(readCookie(header, name) ?? "") ?? "";
  const dot = text.lastIndexOf(".");
  if (dot < 1) return undefined;
  const value = text.slice(0, dot);
  const signature = base64Bytes(text.slice(dot + 1));
  if (signature === undefined) return undefined;
  const signed = encoder.encode(context + value);
  const valid = await crypto.subtle.verify(HMAC.name, await keyOf(secret), signature, signed);
  return valid ? value : undefined;
}

/** The signed form of `value`, as `readSignedCookie` reads it. */
export async function signedCookieValue(
  value: string,
  secret: string,
  context = "",
): Promise<string> {
  const signature = btoa(String.fromCharCode(...(await sign(secret, context + value))));
  return encodeURIComponent(`${value}.${signature}`);
}

/** A Set-Cookie header value with all the attributes that our cookies have. */
export function setCookie(name: string, value: string, maxAgeSeconds: number): string {
  return `${name}=${value}; Max-Age=${maxAgeSeconds}; Path=/; HttpOnly; Secure; SameSite=Lax`;
}

/** A Set-Cookie header value that removes the cookie. */
export function clearCookie(name: string): string {
  return setCookie(name, "", 0);
}

const keys = new Map<string, Promise<CryptoKey>>();

async function deriveKey(secret: string, purpose: string): Promise<CryptoKey> {
  const encoder = new TextEncoder();
  const raw = await crypto.subtle.importKey("raw", encoder.encode(secret), "HKDF", false, [
    "deriveKey",
  ]);
  return await crypto.subtle.deriveKey(
    { name: "HKDF", hash: "SHA-256", salt: new Uint8Array(), info: encoder.encode(purpose) },
    raw,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

function keyFor(secret: string, purpose: string): Promise<CryptoKey> {
  const name = `${purpose}:${secret}`;
  const known = keys.get(name) ?? deriveKey(secret, purpose);
  keys.set(name, known);
  return known;
}

/** Encrypts text for our own storage (AES-256-GCM, key derived from the deployment's secret). */
export async function seal(secret: string, purpose: string, text: string): Promise<string> {
  const key = await keyFor(secret, purpose);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(text);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
  const joined = new Uint8Array(iv.length + sealed.length);
  joined.set(iv);
  joined.set(sealed, iv.length);
  return joined.toBase64();
}

/** The text that `seal` was given; throws when it was not sealed with this secret and purpose. */
export async function unseal(secret: string, purpose: string, sealed: string): Promise<string> {
  const key = await keyFor(secret, purpose);
  const joined = Uint8Array.fromBase64(sealed);
  const iv = joined.subarray(0, 12);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, joined.subarray(12));
  return new TextDecoder().decode(plain);
}

/** SHA-256 of text, in hexadecimal. */
export async function sha256Hex(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

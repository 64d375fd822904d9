import type { FieldKey, Settings } from "./settings.ts";

/** What sealing needs of the settings: the keys of `FIELD_KEYS`, and the secret from before them. */
export type Keyring = Pick<Settings, "authSecret" | "fieldKeys">;

const keys = new Map<string, Promise<CryptoKey>>();

async function deriveKey(material: Uint8Array<ArrayBuffer>, purpose: string): Promise<CryptoKey> {
  const raw = await crypto.subtle.importKey("raw", material, "HKDF", false, ["deriveKey"]);
  return await crypto.subtle.deriveKey(
    {
      name: "HKDF",
      hash: "SHA-256",
      salt: new Uint8Array(),
      info: new TextEncoder().encode(purpose),
    },
    raw,
    { name: "AES-GCM", length: 256 },
    false,
    ["encrypt", "decrypt"],
  );
}

function keyFor(material: Uint8Array<ArrayBuffer>, purpose: string): Promise<CryptoKey> {
  const name = `${purpose}:${material.toBase64()}`;
  const known = keys.get(name) ?? deriveKey(material, purpose);
  keys.set(name, known);
  return known;
}

/** The key that a sealed value names; a value that names none is of the deployment's secret. */
function materialFor(
  { authSecret, fieldKeys }: Keyring,
  keyId: string | undefined,
): Uint8Array<ArrayBuffer> {
  if (keyId === undefined) return new TextEncoder().encode(authSecret);
  const key = fieldKeys.find(({ id }) => id === keyId);
  if (key === undefined) throw new Error(`The field key ${keyId} is not among FIELD_KEYS`);
  return key.bytes;
}

/**
 * Encrypts text for our own storage: AES-256-GCM under a key derived for this purpose from the first
 * of `FIELD_KEYS`, or from the deployment's secret when there are none. The value is
 * `<key id>.<base64>`, without the key's id when it is the secret's. Keep it in a column that
 * `features/field-keys/sealed-columns.ts` lists, so that it is sealed again when keys rotate.
 */
export async function seal(keyring: Keyring, purpose: string, text: string): Promise<string> {
  const current: FieldKey | undefined = keyring.fieldKeys[0];
  const key = await keyFor(materialFor(keyring, current?.id), purpose);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const plain = new TextEncoder().encode(text);
  const sealed = new Uint8Array(await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, plain));
  const joined = new Uint8Array(iv.length + sealed.length);
  joined.set(iv);
  joined.set(sealed, iv.length);
  const value = joined.toBase64();
  return current === undefined ? value : `${current.id}.${value}`;
}

function splitSealed(sealed: string): { keyId: string | undefined; value: string } {
  const dot = sealed.indexOf(".");
  if (dot < 0) return { keyId: undefined, value: sealed };
  return { keyId: sealed.slice(0, dot), value: sealed.slice(dot + 1) };
}

/**
 * The text that `seal` was given, whichever key of the ring sealed it; throws when its key is not
 * there any more, or when it was sealed for another purpose.
 */
export async function unseal(keyring: Keyring, purpose: string, sealed: string): Promise<string> {
  const { keyId, value } = splitSealed(sealed);
  const key = await keyFor(materialFor(keyring, keyId), purpose);
  const joined = Uint8Array.fromBase64(value);
  const iv = joined.subarray(0, 12);
  const plain = await crypto.subtle.decrypt({ name: "AES-GCM", iv }, key, joined.subarray(12));
  return new TextDecoder().decode(plain);
}

/** How values begin that were sealed with the current key; empty while that is the secret. */
export function currentSealPrefix({ fieldKeys }: Keyring): string {
  const [current] = fieldKeys;
  return current === undefined ? "" : `${current.id}.`;
}

/** SHA-256 of text, in hexadecimal. */
export async function sha256Hex(text: string): Promise<string> {
  const bytes = new TextEncoder().encode(text);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).toHex();
}

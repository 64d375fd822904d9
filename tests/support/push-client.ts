/** A browser's side of web push, by RFC 8291 and RFC 8188 alone: makes subscriptions and opens messages. */
const encoder = new TextEncoder();

function fromBase64Url(text: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(Buffer.from(text, "base64url"));
}

function toBase64Url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

function joined(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function hkdf(
  secret: Uint8Array<ArrayBuffer>,
  salt: Uint8Array<ArrayBuffer>,
  info: Uint8Array<ArrayBuffer>,
  length: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey("raw", secret, "HKDF", false, ["deriveBits"]);
  const algorithm = { name: "HKDF", hash: "SHA-256", salt, info };
  return new Uint8Array(await crypto.subtle.deriveBits(algorithm, key, length * 8));
}

const P256 = { name: "ECDH", namedCurve: "P-256" } as const;

/** A subscription at that address, with what it takes to read what is sent to it. */
export async function makeSubscription(endpoint: string) {
  const pair = await crypto.subtle.generateKey(P256, true, ["deriveBits"]);
  const point = new Uint8Array(await crypto.subtle.exportKey("raw", pair.publicKey));
  const auth = crypto.getRandomValues(new Uint8Array(16));

  async function open(body: Uint8Array<ArrayBuffer>): Promise<string> {
    const salt = body.slice(0, 16);
    const keyLength = body[20] ?? 0;
    const senderPoint = body.slice(21, 21 + keyLength);
    const record = body.slice(21 + keyLength);
    const sender = await crypto.subtle.importKey("raw", senderPoint, P256, false, []);
    const shared = new Uint8Array(
      await crypto.subtle.deriveBits({ name: "ECDH", public: sender }, pair.privateKey, 256),
    );
    const keyInfo = joined(encoder.encode("WebPush: info\0"), point, senderPoint);
    const input = await hkdf(shared, auth, keyInfo, 32);
    const key = await hkdf(input, salt, encoder.encode("Content-Encoding: aes128gcm\0"), 16);
    const nonce = await hkdf(input, salt, encoder.encode("Content-Encoding: nonce\0"), 12);
    const aes = await crypto.subtle.importKey("raw", key, "AES-GCM", false, ["decrypt"]);
    const padded = new Uint8Array(
      await crypto.subtle.decrypt({ name: "AES-GCM", iv: nonce }, aes, record),
    );
    const end = padded.lastIndexOf(2);
    return new TextDecoder().decode(padded.slice(0, end));
  }

  return {
    subscription: { endpoint, keys: { p256dh: toBase64Url(point), auth: toBase64Url(auth) } },
    open,
  };
}

/** The claims of a VAPID header (RFC 8292) whose signature is right; throws otherwise. */
export async function readVapid(header: string): Promise<Record<string, unknown> & { k: string }> {
  const [, token = "", k = ""] = /^vapid t=([^,]+), k=(\S+)$/.exec(header) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  const key = await crypto.subtle.importKey(
    "raw",
    fromBase64Url(k),
    { name: "ECDSA", namedCurve: "P-256" },
    false,
    ["verify"],
  );
  const isRight = await crypto.subtle.verify(
    { name: "ECDSA", hash: "SHA-256" },
    key,
    fromBase64Url(signature),
    encoder.encode(`${head}.${claims}`),
  );
  if (!isRight) throw new Error("The signature is not of that key");
  const text = new TextDecoder().decode(fromBase64Url(claims));
  return { ...(JSON.parse(text) as Record<string, unknown>), k };
}

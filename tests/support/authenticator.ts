import { isoCBOR } from "@simplewebauthn/server/helpers";

/**
 * An authenticator in software: makes ES256 passkeys and signs challenges as WebAuthn Level 3 says,
 * right or, where a test asks for it, wrong.
 */
export interface Ceremony {
  origin: string;
  rpId: string;
  challenge: string;
  /** Whether the device verified the person; true unless a test says otherwise. */
  userVerified?: boolean;
  /** What the device counts; one more than before unless a test says otherwise. */
  counter?: number;
  userHandle?: string;
}

const USER_PRESENT = 0x01;
const USER_VERIFIED = 0x04;
const CREDENTIAL_INCLUDED = 0x40;
const ES256 = { name: "ECDSA", namedCurve: "P-256" } as const;

function base64url(bytes: Uint8Array): string {
  return bytes.toBase64({ alphabet: "base64url", omitPadding: true });
}

function concat(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function clientData(type: string, { challenge, origin }: Ceremony): Uint8Array<ArrayBuffer> {
  const text = JSON.stringify({ type, challenge, origin, crossOrigin: false });
  return new TextEncoder().encode(text);
}

async function authenticatorData(
  { rpId, userVerified = true }: Ceremony,
  counter: number,
  credential?: Uint8Array,
): Promise<Uint8Array<ArrayBuffer>> {
  const rpIdHash = await sha256(new TextEncoder().encode(rpId));
  const flags =
    USER_PRESENT |
    (userVerified ? USER_VERIFIED : 0) |
    (credential === undefined ? 0 : CREDENTIAL_INCLUDED);
  const count = new Uint8Array(4);
  new DataView(count.buffer).setUint32(0, counter);
  return concat(rpIdHash, new Uint8Array([flags]), count, credential ?? new Uint8Array());
}

/** An ECDSA signature of WebCrypto as the DER that authenticators write. */
function toDer(raw: Uint8Array): Uint8Array {
  const integer = (bytes: Uint8Array) => {
    const first = bytes.findIndex((byte) => byte !== 0);
    const trimmed = bytes.subarray(first < 0 ? bytes.length - 1 : first);
    const padded = (trimmed[0] ?? 0) >= 0x80 ? concat(new Uint8Array([0]), trimmed) : trimmed;
    return concat(new Uint8Array([0x02, padded.length]), padded);
  };
  const body = concat(integer(raw.subarray(0, 32)), integer(raw.subarray(32)));
  return concat(new Uint8Array([0x30, body.length]), body);
}

export async function makeAuthenticator() {
  const pair = await crypto.subtle.generateKey(ES256, true, ["sign", "verify"]);
  const { x = "", y = "" } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const credentialId = crypto.getRandomValues(new Uint8Array(16));
  const id = base64url(credentialId);
  let counter = 0;

  function coseKey(): Uint8Array {
    const decode = (text: string) => Uint8Array.fromBase64(text, { alphabet: "base64url" });
    const entries: [number, number | Uint8Array][] = [
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, decode(x)],
      [-3, decode(y)],
    ];
    return isoCBOR.encode(new Map(entries));
  }

  return {
    id,
    /** `RegistrationResponseJSON`. */
    async create(ceremony: Ceremony): Promise<string> {
      const length = new Uint8Array([0, credentialId.length]);
      const credential = concat(new Uint8Array(16), length, credentialId, coseKey());
      const authData = await authenticatorData(ceremony, ceremony.counter ?? counter, credential);
      const attestation = new Map<string, unknown>([
        ["fmt", "none"],
        ["attStmt", new Map()],
        ["authData", authData],
      ]);
      return JSON.stringify({
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(clientData("webauthn.create", ceremony)),
          attestationObject: base64url(isoCBOR.encode(attestation as never)),
          transports: ["internal"],
        },
      });
    },
    /** `AuthenticationResponseJSON`. */
    async get(ceremony: Ceremony): Promise<string> {
      counter = ceremony.counter ?? counter + 1;
      const data = clientData("webauthn.get", ceremony);
      const authData = await authenticatorData(ceremony, counter);
      const signed = concat(authData, await sha256(data));
      const signature = await crypto.subtle.sign(
        { name: "ECDSA", hash: "SHA-256" },
        pair.privateKey,
        signed,
      );
      return JSON.stringify({
        id,
        rawId: id,
        type: "public-key",
        clientExtensionResults: {},
        response: {
          clientDataJSON: base64url(data),
          authenticatorData: base64url(authData),
          signature: base64url(toDer(new Uint8Array(signature))),
          ...(ceremony.userHandle === undefined
            ? {}
            : { userHandle: base64url(new TextEncoder().encode(ceremony.userHandle)) }),
        },
      });
    },
  };
}

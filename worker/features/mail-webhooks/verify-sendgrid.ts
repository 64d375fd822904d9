import { refuseSignature, requireFresh, requireSecrets, secondsToMs } from "./refuse-signature.ts";
import type { ReceivedWebhook } from "./schema.ts";

const COORDINATE_BYTES = 32;

/** One INTEGER of DER as 32 bytes, and where it ends; undefined when it is none that long. */
function readInteger(der: Uint8Array, at: number): { value: Uint8Array; end: number } | undefined {
  const length = der[at + 1];
  if (der[at] !== 0x02 || length === undefined) return undefined;
  const end = at + 2 + length;
  let bytes = der.subarray(at + 2, end);
  while (bytes.length > COORDINATE_BYTES && bytes[0] === 0) bytes = bytes.subarray(1);
  if (length === 0 || end > der.length || bytes.length > COORDINATE_BYTES) return undefined;
  const value = new Uint8Array(COORDINATE_BYTES);
  value.set(bytes, COORDINATE_BYTES - bytes.length);
  return { value, end };
}

/** A signature of ECDSA over P-256 from DER (RFC 3279, 2.2.3) to the two numbers that WebCrypto takes. */
export function rawSignature(der: Uint8Array): Uint8Array<ArrayBuffer> | undefined {
  if (der[0] !== 0x30 || der[1] !== der.length - 2) return undefined;
  const r = readInteger(der, 2);
  const s = r === undefined ? undefined : readInteger(der, r.end);
  if (r === undefined || s === undefined || s.end !== der.length) return undefined;
  const raw = new Uint8Array(2 * COORDINATE_BYTES);
  raw.set(r.value);
  raw.set(s.value, COORDINATE_BYTES);
  return raw;
}

/** True when the key, DER in base64 as SendGrid shows it, signed the time and the body. */
export async function isSignedBySendGrid(
  publicKey: string,
  { timestamp, body, signature }: { timestamp: string; body: string; signature: string },
): Promise<boolean> {
  try {
    const raw = rawSignature(Uint8Array.fromBase64(signature));
    if (raw === undefined) return false;
    const key = await crypto.subtle.importKey(
      "spki",
      Uint8Array.fromBase64(publicKey),
      { name: "ECDSA", namedCurve: "P-256" },
      false,
      ["verify"],
    );
    const signed = new TextEncoder().encode(timestamp + body);
    return await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, raw, signed);
  } catch {
    return false;
  }
}

/**
 * Shows that SendGrid signed a webhook lately: ECDSA over P-256 and SHA-256, of the time and the body
 * as it came. https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook-security-features
 */
export async function verifySendGrid(
  { body, headers }: ReceivedWebhook,
  publicKeys: readonly string[],
  nowMs: number,
): Promise<void> {
  requireSecrets("sendgrid", "SENDGRID_WEBHOOK_PUBLIC_KEY", publicKeys);
  const signature = headers.get("x-twilio-email-event-webhook-signature") ?? "";
  const timestamp = headers.get("x-twilio-email-event-webhook-timestamp") ?? "";
  requireFresh("sendgrid", secondsToMs(timestamp), nowMs);
  for (const publicKey of publicKeys) {
    if (await isSignedBySendGrid(publicKey, { timestamp, body, signature })) return;
  }
  throw refuseSignature("No public key of this deployment goes with that signature.");
}

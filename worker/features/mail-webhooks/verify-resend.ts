import { refuseSignature, requireFresh, requireSecrets, secondsToMs } from "./refuse-signature.ts";
import type { ReceivedWebhook } from "./schema.ts";

const SIGNATURES_MAX = 10;

async function keyOf(secret: string): Promise<CryptoKey> {
  const bytes = Uint8Array.fromBase64(secret.replace(/^whsec_/, ""));
  const algorithm = { name: "HMAC", hash: "SHA-256" };
  return await crypto.subtle.importKey("raw", bytes, algorithm, false, ["verify"]);
}

function tryDecode(base64: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.fromBase64(base64);
  } catch {
    return undefined;
  }
}

/**
 * Shows that Resend signed a webhook just now, by the scheme of Svix: HMAC-SHA256 over id, time and
 * body, with any of our secrets; answers with its id, which stays the same in every attempt.
 * https://docs.svix.com/receiving/verifying-payloads/how-manual
 */
export async function verifyResend(
  { body, headers }: ReceivedWebhook,
  secrets: readonly string[],
  nowMs: number,
): Promise<{ id: string }> {
  requireSecrets("resend", "RESEND_WEBHOOK_SECRET", secrets);
  const id = headers.get("svix-id") ?? "";
  const timestamp = headers.get("svix-timestamp");
  if (id === "" || id.length > 200) throw refuseSignature("The header svix-id is missing.");
  requireFresh("resend", secondsToMs(timestamp), nowMs);
  const signed = new TextEncoder().encode(`${id}.${timestamp}.${body}`);
  const signatures = (headers.get("svix-signature") ?? "")
    .split(" ")
    .slice(0, SIGNATURES_MAX)
    .flatMap((one) => (one.startsWith("v1,") ? [tryDecode(one.slice("v1,".length))] : []));
  for (const secret of secrets) {
    const key = await keyOf(secret);
    for (const signature of signatures) {
      if (signature === undefined) continue;
      if (await crypto.subtle.verify("HMAC", key, signature, signed)) return { id };
    }
  }
  throw refuseSignature("No signing secret of this deployment made that signature.");
}

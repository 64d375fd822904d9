import { z } from "zod";
import { refuseSignature, requireFresh, requireSecrets, secondsToMs } from "./refuse-signature.ts";

/** What Mailgun puts beside the event, in the same body. */
export const MailgunSignature = z.object({
  timestamp: z.string().max(20),
  token: z.string().min(1).max(100),
  signature: z.string().length(64),
});

/**
 * Shows that Mailgun made a signature lately: HMAC-SHA256 over its time and its token. It does not
 * cover the event: whoever saw one token could send others with it, which is why a token counts for
 * one event only. https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/securing-webhooks
 */
export async function verifyMailgun(
  { timestamp, token, signature }: z.output<typeof MailgunSignature>,
  signingKeys: readonly string[],
  nowMs: number,
): Promise<void> {
  requireSecrets("mailgun", "MAILGUN_WEBHOOK_SIGNING_KEY", signingKeys);
  requireFresh("mailgun", secondsToMs(timestamp), nowMs);
  const encoder = new TextEncoder();
  if (!/^[0-9a-f]{64}$/i.test(signature))
    throw refuseSignature("The signature is not hexadecimal.");
  const given = Uint8Array.fromHex(signature);
  for (const secret of signingKeys) {
    const algorithm = { name: "HMAC", hash: "SHA-256" };
    const raw = encoder.encode(secret);
    const key = await crypto.subtle.importKey("raw", raw, algorithm, false, ["verify"]);
    const signed = encoder.encode(timestamp + token);
    if (await crypto.subtle.verify("HMAC", key, given, signed)) return;
  }
  throw refuseSignature("No signing key of this deployment made that signature.");
}

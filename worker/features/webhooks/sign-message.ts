import { Webhook } from "standardwebhooks";
import { SECOND_MS } from "#core/time";

/**
 * The three headers by which a receiver knows a message, its time and its sender; one signature for
 * each secret, so that a receiver may know either. https://www.standardwebhooks.com
 */
export function signMessage(
  secrets: string[],
  message: { id: string; atMs: number; body: string },
): Record<"webhook-id" | "webhook-timestamp" | "webhook-signature", string> {
  const { id, atMs, body } = message;
  const sign = (secret: string) => new Webhook(secret).sign(id, new Date(atMs), body);
  return {
    "webhook-id": id,
    "webhook-timestamp": String(Math.floor(atMs / SECOND_MS)),
    "webhook-signature": secrets.map(sign).join(" "),
  };
}

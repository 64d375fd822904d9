import { Problem } from "#core/problem";
import { HOUR_MS, MINUTE_MS, SECOND_MS } from "#core/time";
import type { WebhookSender } from "./schema.ts";

/** A clock of theirs may be ahead of ours by so much. */
const AHEAD_MS_MAX = 5 * MINUTE_MS;

/**
 * How old what a service signed may be: as long as it keeps trying to deliver it. What is delivered
 * twice within that time is recorded once.
 */
const oldMsMax: Record<WebhookSender, number> = {
  // Every attempt is signed anew.
  resend: 5 * MINUTE_MS,
  // https://www.twilio.com/docs/sendgrid/for-developers/tracking-events/getting-started-event-webhook
  sendgrid: 24 * HOUR_MS,
  // https://documentation.mailgun.com/docs/mailgun/user-manual/webhooks/webhooks
  mailgun: 9 * HOUR_MS,
  // https://docs.aws.amazon.com/sns/latest/dg/sns-message-delivery-retries.html
  ses: 2 * HOUR_MS,
};

export function refuseSignature(detail: string, cause?: unknown): Problem {
  return new Problem("signature-invalid", { detail, cause });
}

/** Refuses what was signed too long ago, in the future, or at no time. */
export function requireFresh(sender: WebhookSender, signedAtMs: number, nowMs: number): void {
  if (!Number.isFinite(signedAtMs)) throw refuseSignature("The signature has no time.");
  if (signedAtMs - nowMs > AHEAD_MS_MAX) {
    throw refuseSignature("The signature is dated in the future.");
  }
  if (nowMs - signedAtMs > oldMsMax[sender]) throw refuseSignature("The signature is stale.");
}

/** Whole seconds since 1970 as milliseconds; not a number for anything else. */
export function secondsToMs(text: string | null): number {
  return text !== null && /^\d{1,12}$/.test(text) ? Number(text) * SECOND_MS : Number.NaN;
}

/** Refuses while nothing is known that could show where a webhook comes from. */
export function requireSecrets(
  sender: WebhookSender,
  setting: string,
  secrets: readonly string[],
): void {
  if (secrets.length > 0) return;
  throw new Problem("not-connected", {
    detail: `Webhooks of ${sender} are not connected: ${setting} is not set.`,
    extensions: { service: sender },
  });
}

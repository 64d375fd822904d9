import { z } from "zod";
import { SECOND_MS } from "#core/time";
import {
  type Answered,
  callProvider,
  jsonOf,
  laterAfter,
  outcomeOfSilence,
  retryAfterMs,
} from "./call-provider.ts";
import { formatAddress, ownHeaders, USER_AGENT } from "./mail-parts.ts";
import type { KeyState, MailTransport, OutgoingMail, SendOutcome } from "./transport.ts";

export interface ResendSettings {
  apiKey: string;
  baseUrl: string;
}

const Sent = z.object({ id: z.string() });
const Failure = z.object({ name: z.string(), message: z.string() });

const CHECK_TIMEOUT_MS = 1_500;

/** Names of https://resend.com/docs/api-reference/errors that say something about this mail. */
const refusals = new Set([
  "invalid_attachment",
  "invalid_idempotency_key",
  "invalid_parameter",
  "missing_required_field",
  "security_error",
]);

function failureOf({ status, text }: Answered): { name: string; reason: string } {
  const parsed = Failure.safeParse(jsonOf(text));
  if (!parsed.success) return { name: "", reason: `answered ${status}` };
  const { name, message } = parsed.data;
  return { name, reason: `${status} ${name}: ${message}` };
}

/** `ratelimit-reset` counts seconds until the window opens again. */
function waitMsOf(headers: Headers): number | undefined {
  const reset = Number(headers.get("ratelimit-reset") ?? Number.NaN);
  return retryAfterMs(headers) ?? (Number.isFinite(reset) ? reset * SECOND_MS : undefined);
}

function outcomeOf(answer: Answered): SendOutcome {
  const { status, headers, text } = answer;
  if (status === 200 || status === 201) {
    const sent = Sent.safeParse(jsonOf(text));
    return { kind: "sent", ...(sent.success ? { providerId: sent.data.id } : {}) };
  }
  const { name, reason } = failureOf(answer);
  // An earlier try with this key was taken, or is being worked on at this moment.
  if (status === 409) return { kind: "unknown", reason };
  if (status === 429) return laterAfter(reason, waitMsOf(headers));
  if (status >= 500) return { kind: "unknown", reason };
  if (refusals.has(name) || status === 413 || status === 422) return { kind: "refused", reason };
  if (name === "validation_error" && status === 400 && !/api key/i.test(reason)) {
    return { kind: "refused", reason };
  }
  // A wrong key, a domain that is not verified, a wrong address: the deployment's fault, not the mail's.
  return { kind: "later", reason };
}

function bodyOf(mail: OutgoingMail): string {
  return JSON.stringify({
    from: formatAddress(mail.from),
    to: [mail.to],
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    headers: ownHeaders(mail, { messageId: false }),
    tags: [{ name: "mail_id", value: mail.id }],
    ...(mail.replyTo === undefined ? {} : { reply_to: mail.replyTo }),
  });
}

/**
 * Resend. A key of idempotency counts for 24 hours, so that a mail whose fate is unknown may be sent
 * again under the same one. https://resend.com/docs/api-reference/emails/send-email
 */
export function createResend({ apiKey, baseUrl }: ResendSettings): MailTransport {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    "content-type": "application/json",
    "user-agent": USER_AGENT,
  };
  return {
    name: "resend",
    honoursIdempotency: true,
    async send(mail) {
      const result = await callProvider({
        method: "POST",
        url: `${baseUrl}/emails`,
        headers: { ...headers, "idempotency-key": mail.idempotencyKey.slice(0, 256) },
        body: bodyOf(mail),
      });
      return result.kind === "answered" ? outcomeOf(result) : outcomeOfSilence(result);
    },
    async check(): Promise<KeyState> {
      if (!apiKey.startsWith("re_")) return "malformed";
      const result = await callProvider({
        method: "GET",
        url: `${baseUrl}/domains`,
        headers,
        timeoutMs: CHECK_TIMEOUT_MS,
      });
      if (result.kind !== "answered") throw new Error(result.reason);
      if (result.status === 200) return "ok";
      if (result.status === 429) return "limited";
      // A key that may only send cannot list domains, and says so.
      return failureOf(result).name === "restricted_api_key" ? "limited" : "rejected";
    },
  };
}

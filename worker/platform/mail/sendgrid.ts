import { z } from "zod";
import { SECOND_MS } from "#core/time";
import {
  type Answered,
  callProvider,
  jsonOf,
  laterAfter,
  outcomeOfSilence,
  outcomeOfTrouble,
  retryAfterMs,
} from "./call-provider.ts";
import { ownHeaders, USER_AGENT } from "./mail-parts.ts";
import type { KeyState, MailTransport, OutgoingMail, SendOutcome } from "./transport.ts";

export interface SendGridSettings {
  apiKey: string;
  baseUrl: string;
}

const Failure = z.object({
  errors: z.array(z.object({ message: z.string(), field: z.string().nullish() })).min(1),
});
const Scopes = z.object({ scopes: z.array(z.string()) });

const CHECK_TIMEOUT_MS = 1_500;

function reasonOf({ status, text }: Answered): string {
  const parsed = Failure.safeParse(jsonOf(text));
  if (!parsed.success) return `answered ${status}`;
  const [{ message, field } = { message: "" }] = parsed.data.errors;
  return `${status} ${field ?? ""}: ${message}`.replace(" :", ":");
}

/** `X-RateLimit-Reset` is the second, counted from 1970, at which the window opens again. */
function waitMsOf(headers: Headers): number | undefined {
  const resetSeconds = Number(headers.get("x-ratelimit-reset") ?? Number.NaN);
  const nowMs = Date.parse(headers.get("date") ?? "") || Date.now();
  const resetMs = resetSeconds * SECOND_MS - nowMs;
  return retryAfterMs(headers) ?? (Number.isFinite(resetMs) ? Math.max(0, resetMs) : undefined);
}

function outcomeOf(answer: Answered): SendOutcome {
  const { status, headers } = answer;
  if (status >= 200 && status < 300) {
    const providerId = headers.get("x-message-id");
    return { kind: "sent", ...(providerId === null ? {} : { providerId }) };
  }
  const reason = reasonOf(answer);
  if (status === 429) return laterAfter(reason, waitMsOf(headers));
  if (status >= 500) return outcomeOfTrouble(answer, reason);
  // 401, 403: the key or the sender is not allowed to send. 404, 405: another server answers there.
  if (status === 400 || status === 413 || status === 415) return { kind: "refused", reason };
  return { kind: "later", reason };
}

function bodyOf(mail: OutgoingMail): string {
  return JSON.stringify({
    personalizations: [{ to: [{ email: mail.to }], custom_args: { mail_id: mail.id } }],
    from: {
      email: mail.from.address,
      ...(mail.from.name === undefined ? {} : { name: mail.from.name }),
    },
    ...(mail.replyTo === undefined ? {} : { reply_to: { email: mail.replyTo } }),
    subject: mail.subject,
    content: [
      { type: "text/plain", value: mail.text },
      { type: "text/html", value: mail.html },
    ],
    headers: ownHeaders(mail, { messageId: true }),
    tracking_settings: {
      click_tracking: { enable: false, enable_text: false },
      open_tracking: { enable: false },
      subscription_tracking: { enable: false },
    },
  });
}

/**
 * SendGrid, API v3. It knows no key of idempotency: a mail whose fate is unknown stays unknown.
 * https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send
 */
export function createSendGrid({ apiKey, baseUrl }: SendGridSettings): MailTransport {
  const headers = {
    authorization: `Bearer ${apiKey}`,
    "content-type": "application/json",
    "user-agent": USER_AGENT,
  };
  return {
    name: "sendgrid",
    honoursIdempotency: false,
    async send(mail) {
      const url = `${baseUrl}/v3/mail/send`;
      const result = await callProvider({ method: "POST", url, headers, body: bodyOf(mail) });
      return result.kind === "answered" ? outcomeOf(result) : outcomeOfSilence(result);
    },
    async check(): Promise<KeyState> {
      if (!apiKey.startsWith("SG.")) return "malformed";
      const result = await callProvider({
        method: "GET",
        url: `${baseUrl}/v3/scopes`,
        headers,
        timeoutMs: CHECK_TIMEOUT_MS,
      });
      if (result.kind !== "answered") throw new Error(result.reason);
      if (result.status === 429) return "limited";
      if (result.status !== 200) return "rejected";
      const parsed = Scopes.safeParse(jsonOf(result.text));
      return parsed.success && parsed.data.scopes.includes("mail.send") ? "ok" : "limited";
    },
  };
}

import { z } from "zod";
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

export interface CloudflareMailSettings {
  accountId: string;
  apiToken: string;
  baseUrl: string;
}

const Envelope = z.object({
  success: z.boolean(),
  errors: z.array(z.object({ code: z.int(), message: z.string() })).default([]),
});
const Sent = z.object({
  result: z.object({
    message_id: z.string().optional(),
    permanent_bounces: z.array(z.string()).default([]),
  }),
});

const CHECK_TIMEOUT_MS = 1_500;
const HEADER_VALUE_BYTES_MAX = 2_048;

/** https://developers.cloudflare.com/email-service/reference/headers/; `X-…` is allowed as well. */
const allowed = new Set([
  "archived-at",
  "auto-submitted",
  "comments",
  "content-language",
  "expires",
  "importance",
  "in-reply-to",
  "keywords",
  "list-archive",
  "list-help",
  "list-id",
  "list-owner",
  "list-post",
  "list-subscribe",
  "list-unsubscribe",
  "list-unsubscribe-post",
  "organization",
  "precedence",
  "priority",
  "references",
  "reply-by",
  "require-recipient-valid-since",
  "sensitivity",
]);

/** What Cloudflare would refuse is left out: one header less is better than no mail. */
function allowedHeaders(mail: OutgoingMail): Record<string, string> {
  const own = ownHeaders(mail, { messageId: false });
  // A link to a product on one's own machine is none that others could follow.
  const hasLink = /<(?:https|mailto):/i.test(own["List-Unsubscribe"] ?? "");
  const headers = Object.entries(own).filter(([name, value]) => {
    if (!hasLink && /^list-unsubscribe/i.test(name)) return false;
    const isAllowed = allowed.has(name.toLowerCase()) || /^x-[a-z0-9_-]{1,98}$/i.test(name);
    const bytes = new TextEncoder().encode(value).byteLength;
    return isAllowed && bytes > 0 && bytes <= HEADER_VALUE_BYTES_MAX && !/[\r\n]/.test(value);
  });
  return Object.fromEntries(headers);
}

/** Numbers of https://developers.cloudflare.com/email-service/api/send-emails/rest-api/. */
const refusedCodes = new Set([10_001, 10_200, 10_201, 10_202]);

function outcomeOf(answer: Answered, to: string): SendOutcome {
  const { status, headers, text } = answer;
  const json = jsonOf(text);
  const envelope = Envelope.safeParse(json);
  const [error] = envelope.success ? envelope.data.errors : [];
  if (status === 200 && envelope.success && envelope.data.success) {
    const sent = Sent.safeParse(json);
    if (!sent.success) return { kind: "sent" };
    const { permanent_bounces: bounced, message_id: providerId } = sent.data.result;
    if (bounced.some((one) => one.toLowerCase() === to.toLowerCase())) {
      return { kind: "refused", reason: "the recipient bounced for good", suppress: "hard-bounce" };
    }
    return { kind: "sent", ...(providerId === undefined ? {} : { providerId }) };
  }
  const reason = error === undefined ? `answered ${status}` : `${error.code} ${error.message}`;
  if (/suppressed/i.test(reason)) return { kind: "refused", reason, suppress: "hard-bounce" };
  if (status === 429) return laterAfter(reason, retryAfterMs(headers));
  if (status >= 500 || status === 200) return outcomeOfTrouble(answer, reason);
  if (status === 413 || (error !== undefined && refusedCodes.has(error.code))) {
    return { kind: "refused", reason };
  }
  return { kind: "later", reason };
}

/** Codes of https://developers.cloudflare.com/email-service/api/send-emails/workers-api/#error-codes. */
const setUpCodes = new Set([
  "E_SENDER_NOT_VERIFIED",
  "E_SENDER_DOMAIN_NOT_AVAILABLE",
  "E_RECIPIENT_NOT_ALLOWED",
]);
const limitCodes = new Set(["E_RATE_LIMIT_EXCEEDED", "E_DAILY_LIMIT_EXCEEDED"]);
const unsureCodes = new Set(["E_INTERNAL_SERVER_ERROR", "E_DELIVERY_FAILED"]);

/** What an error that the binding threw means for its mail. */
export function outcomeOfBindingError(cause: unknown): SendOutcome {
  const message = cause instanceof Error ? cause.message : String(cause);
  const own: unknown = cause instanceof Error && "code" in cause ? cause.code : undefined;
  const code = typeof own === "string" ? own : (/\bE_[A-Z_]+\b/.exec(message)?.[0] ?? "");
  const reason = code === "" ? message : `${code}: ${message}`;
  if (code === "E_RECIPIENT_SUPPRESSED") {
    return { kind: "refused", reason, suppress: "hard-bounce" };
  }
  if (setUpCodes.has(code) || limitCodes.has(code)) return { kind: "later", reason };
  if (code === "" || unsureCodes.has(code)) return { kind: "unknown", reason };
  return { kind: "refused", reason };
}

/**
 * Cloudflare's Email Service by the binding of this Worker. One recipient a call, because one that
 * is suppressed refuses the whole call. `Date`, `Message-ID` and DKIM are Cloudflare's own.
 */
export function createCloudflareBinding(binding: Pick<SendEmail, "send">): MailTransport {
  return {
    name: "cloudflare",
    honoursIdempotency: false,
    async send(mail) {
      try {
        const { messageId } = await binding.send({
          from: { email: mail.from.address, name: mail.from.name ?? "" },
          to: mail.to,
          subject: mail.subject,
          text: mail.text,
          html: mail.html,
          headers: allowedHeaders(mail),
          ...(mail.replyTo === undefined ? {} : { replyTo: mail.replyTo }),
        });
        return { kind: "sent", providerId: messageId };
      } catch (cause) {
        return outcomeOfBindingError(cause);
      }
    },
    check: () => Promise.resolve("ok"),
  };
}

/** The same by Cloudflare's API, for a product that does not run there. */
export function createCloudflareRest(settings: CloudflareMailSettings): MailTransport {
  const { accountId, apiToken, baseUrl } = settings;
  const headers = {
    authorization: `Bearer ${apiToken}`,
    "content-type": "application/json",
    "user-agent": USER_AGENT,
  };
  const account = `${baseUrl}/accounts/${encodeURIComponent(accountId)}`;

  /** Tokens of a person and tokens of an account are verified at different places. */
  async function verify(url: string): Promise<KeyState> {
    const result = await callProvider({
      method: "GET",
      url,
      headers,
      timeoutMs: CHECK_TIMEOUT_MS,
    });
    if (result.kind !== "answered") throw new Error(result.reason);
    if (result.status === 429) return "limited";
    return result.status === 200 && /"status":\s*"active"/.test(result.text) ? "ok" : "rejected";
  }

  return {
    name: "cloudflare",
    honoursIdempotency: false,
    async send(mail) {
      const body = JSON.stringify({
        from: { address: mail.from.address, name: mail.from.name ?? "" },
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: mail.html,
        headers: allowedHeaders(mail),
        ...(mail.replyTo === undefined ? {} : { reply_to: mail.replyTo }),
      });
      const url = `${account}/email/sending/send`;
      const result = await callProvider({ method: "POST", url, headers, body });
      return result.kind === "answered" ? outcomeOf(result, mail.to) : outcomeOfSilence(result);
    },
    async check(): Promise<KeyState> {
      if (!/^[0-9a-f]{32}$/i.test(accountId) || /\s/.test(apiToken)) return "malformed";
      const state = await verify(`${account}/tokens/verify`);
      return state === "rejected" ? await verify(`${baseUrl}/user/tokens/verify`) : state;
    },
  };
}

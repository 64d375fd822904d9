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
import { formatAddress, ownHeaders, USER_AGENT } from "./mail-parts.ts";
import type { KeyState, MailTransport, OutgoingMail, SendOutcome } from "./transport.ts";

export interface MailgunSettings {
  apiKey: string;
  domain: string;
  /** Of the region in which the domain was made: api.mailgun.net or api.eu.mailgun.net. */
  baseUrl: string;
}

const Sent = z.object({ id: z.string() });
const Failure = z.object({ message: z.string() });

const CHECK_TIMEOUT_MS = 1_500;

function reasonOf({ status, text }: Answered): string {
  const parsed = Failure.safeParse(jsonOf(text));
  return parsed.success ? `${status} ${parsed.data.message}` : `answered ${status}`;
}

function outcomeOf(answer: Answered): SendOutcome {
  const { status, headers, text } = answer;
  if (status === 200) {
    const sent = Sent.safeParse(jsonOf(text));
    return { kind: "sent", ...(sent.success ? { providerId: sent.data.id } : {}) };
  }
  const reason = reasonOf(answer);
  if (status === 429) return laterAfter(reason, retryAfterMs(headers));
  if (status >= 500) return outcomeOfTrouble(answer, reason);
  // 401 to 404: the key, the account or the domain; none of them is this mail's fault.
  if (status === 400 || status === 413) return { kind: "refused", reason };
  return { kind: "later", reason };
}

function bodyOf(mail: OutgoingMail): string {
  const form = new URLSearchParams({
    from: formatAddress(mail.from),
    to: mail.to,
    subject: mail.subject,
    text: mail.text,
    html: mail.html,
    "o:tracking": "no",
    "v:mail_id": mail.id,
  });
  if (mail.replyTo !== undefined) form.set("h:Reply-To", mail.replyTo);
  for (const [name, value] of Object.entries(ownHeaders(mail, { messageId: true }))) {
    form.set(`h:${name}`, value);
  }
  return form.toString();
}

/**
 * Mailgun. It knows no key of idempotency: a mail whose fate is unknown stays unknown.
 * https://documentation.mailgun.com/docs/mailgun/api-reference/send/mailgun/messages
 */
export function createMailgun({ apiKey, domain, baseUrl }: MailgunSettings): MailTransport {
  const headers = { authorization: `Basic ${btoa(`api:${apiKey}`)}`, "user-agent": USER_AGENT };
  return {
    name: "mailgun",
    honoursIdempotency: false,
    async send(mail) {
      const result = await callProvider({
        method: "POST",
        url: `${baseUrl}/v3/${encodeURIComponent(domain)}/messages`,
        headers: { ...headers, "content-type": "application/x-www-form-urlencoded" },
        body: bodyOf(mail),
      });
      return result.kind === "answered" ? outcomeOf(result) : outcomeOfSilence(result);
    },
    async check(): Promise<KeyState> {
      if (/[^\x21-\x7e]/.test(apiKey)) return "malformed";
      const result = await callProvider({
        method: "GET",
        url: `${baseUrl}/v3/domains?limit=1`,
        headers,
        timeoutMs: CHECK_TIMEOUT_MS,
      });
      if (result.kind !== "answered") throw new Error(result.reason);
      if (result.status === 200) return "ok";
      // A key that may only send for one domain is known, and not allowed to list them.
      return result.status === 403 || result.status === 429 ? "limited" : "rejected";
    },
  };
}

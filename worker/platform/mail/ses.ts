import { z } from "zod";
import {
  type Answered,
  callProvider,
  jsonOf,
  laterAfter,
  outcomeOfSilence,
  outcomeOfTrouble,
  type ProviderCall,
  retryAfterMs,
} from "./call-provider.ts";
import { formatAddress, USER_AGENT } from "./mail-parts.ts";
import type { KeyState, MailTransport, OutgoingMail, SendOutcome } from "./transport.ts";

export interface SesSettings {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken: string | undefined;
  region: string;
  /** Publishes events to the SNS topic of the webhook. */
  configurationSet: string | undefined;
  baseUrl: string;
}

const Sent = z.object({ MessageId: z.string() });
const Failure = z
  .object({ message: z.string() })
  .or(z.object({ Message: z.string() }).transform(({ Message }) => ({ message: Message })));
const Account = z.object({ SendingEnabled: z.boolean(), ProductionAccessEnabled: z.boolean() });

const CHECK_TIMEOUT_MS = 1_500;

/** The name of the error, as `TooManyRequestsException`; the header may carry more after a colon. */
function errorOf({ status, headers, text }: Answered): { type: string; reason: string } {
  const type = headers.get("x-amzn-errortype")?.split(":")[0] ?? "";
  const parsed = Failure.safeParse(jsonOf(text));
  const message = parsed.success ? parsed.data.message : "";
  return { type, reason: `${status} ${type} ${message}`.replaceAll(/\s+/g, " ").trim() };
}

/** https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors */
function outcomeOf(answer: Answered): SendOutcome {
  const { status, headers, text } = answer;
  if (status === 200) {
    const sent = Sent.safeParse(jsonOf(text));
    return { kind: "sent", ...(sent.success ? { providerId: sent.data.MessageId } : {}) };
  }
  const { type, reason } = errorOf(answer);
  if (status === 429) return laterAfter(reason, retryAfterMs(headers));
  if (status >= 500) return outcomeOfTrouble(answer, reason);
  if (status === 413 || type === "BadRequestException") return { kind: "refused", reason };
  // Also said of a sender that is not verified yet, which is not the mail's fault.
  if (type === "MessageRejected") {
    return { kind: /not verified/i.test(reason) ? "later" : "refused", reason };
  }
  return { kind: "later", reason };
}

function base64Of(text: string): string {
  let binary = "";
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

function bodyOf(mail: OutgoingMail, configurationSet: string | undefined): string {
  return JSON.stringify({
    FromEmailAddress: formatAddress(mail.from),
    Destination: { ToAddresses: [mail.to] },
    Content: { Raw: { Data: base64Of(mail.raw) } },
    EmailTags: [{ Name: "mail_id", Value: mail.id }],
    ...(configurationSet === undefined ? {} : { ConfigurationSetName: configurationSet }),
  });
}

/**
 * Amazon SES, API v2, with requests signed by Signature Version 4. The message goes out as it was
 * composed. It knows no key of idempotency: a mail whose fate is unknown stays unknown.
 */
export function createSes(settings: SesSettings): MailTransport {
  const { accessKeyId, secretAccessKey, sessionToken, region, baseUrl } = settings;

  async function signed(call: Omit<ProviderCall, "headers">): Promise<ProviderCall> {
    const { AwsV4Signer } = await import("aws4fetch");
    const { headers } = await new AwsV4Signer({
      method: call.method,
      url: call.url,
      headers: { "content-type": "application/json", "user-agent": USER_AGENT },
      ...(call.body === undefined ? {} : { body: call.body }),
      accessKeyId,
      secretAccessKey,
      ...(sessionToken === undefined ? {} : { sessionToken }),
      service: "ses",
      region,
    }).sign();
    return { ...call, headers: Object.fromEntries(headers) };
  }

  return {
    name: "ses",
    honoursIdempotency: false,
    async send(mail) {
      const url = `${baseUrl}/v2/email/outbound-emails`;
      const body = bodyOf(mail, settings.configurationSet);
      const result = await callProvider(await signed({ method: "POST", url, body }));
      return result.kind === "answered" ? outcomeOf(result) : outcomeOfSilence(result);
    },
    async check(): Promise<KeyState> {
      if (!/^[A-Z0-9]{16,128}$/.test(accessKeyId)) return "malformed";
      const url = `${baseUrl}/v2/email/account`;
      const result = await callProvider(
        await signed({ method: "GET", url, timeoutMs: CHECK_TIMEOUT_MS }),
      );
      if (result.kind !== "answered") throw new Error(result.reason);
      // A key that may send but not ask about the account.
      if (errorOf(result).type === "AccessDeniedException") return "limited";
      if (result.status === 429) return "limited";
      if (result.status !== 200) return "rejected";
      const account = Account.safeParse(jsonOf(result.text));
      if (!account.success) return "rejected";
      return account.data.SendingEnabled && account.data.ProductionAccessEnabled ? "ok" : "limited";
    },
  };
}

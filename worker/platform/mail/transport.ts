/** How mail leaves the product. `outbox` keeps it in the database, for a machine of one's own. */
export const mailTransportNames = [
  "outbox",
  "smtp",
  "resend",
  "sendgrid",
  "mailgun",
  "ses",
  "cloudflare",
] as const;
export type MailTransportName = (typeof mailTransportNames)[number];

export interface MailAddress {
  address: string;
  name?: string;
}

export interface OutgoingMail {
  /** Ours: `mail_…`. */
  id: string;
  /** The same in every try of one intent, so that a provider that knows keys takes it once. */
  idempotencyKey: string;
  from: MailAddress;
  to: string;
  replyTo?: string;
  subject: string;
  text: string;
  html: string;
  /** Everything beside what the fields above say, with values not yet encoded: `List-Id` and so on. */
  headers: Record<string, string>;
  /** The whole RFC 5322 message with CRLF, DKIM-signed where a key is configured. */
  raw: string;
}

/** What became of one try. Whatever is not certain is `unknown`. */
export type SendOutcome =
  | { kind: "sent"; providerId?: string }
  /** Certainly not accepted; may be later, or by another transport. */
  | { kind: "later"; reason: string; retryAfterMs?: number }
  /** Certainly never accepted; `suppress` when the address is to blame. */
  | { kind: "refused"; reason: string; suppress?: "hard-bounce" | "complaint" }
  /** May have been accepted. */
  | { kind: "unknown"; reason: string };

/** Whether a transport answers and takes our key. */
export type KeyState = "missing" | "malformed" | "rejected" | "limited" | "ok";

export interface MailTransport {
  name: MailTransportName;
  /** Whether a second try with the same key is known not to send a second mail. */
  honoursIdempotency: boolean;
  /** Never throws: what goes wrong is an outcome. */
  send(mail: OutgoingMail): Promise<SendOutcome>;
  check(): Promise<KeyState>;
  /** Ends what `send` keeps open between mails. */
  close?(): Promise<void>;
}

/** `Selvedge <no-reply@example.com>` in its parts; undefined when it is no address. */
export function parseMailAddress(text: string): MailAddress | undefined {
  const match = /^(?:"?([^"<>\r\n]*?)"?\s*<)?([^\s<>@",;]+@[^\s<>@",;]+)>?$/.exec(text.trim());
  const address = match?.[2];
  if (address === undefined || text.includes("<") !== text.includes(">")) return undefined;
  const name = match?.[1]?.trim();
  return name === undefined || name === "" ? { address } : { address, name };
}

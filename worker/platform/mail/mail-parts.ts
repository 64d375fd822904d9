import type { MailAddress, OutgoingMail } from "./transport.ts";

export const USER_AGENT = "Selvedge/1 (+mail)";

/** The header that carries our id of a mail through whoever sends it. */
export const MAIL_ID_HEADER = "X-Entity-Ref-ID";

/** Headers that a sending API makes itself or takes by a field of its own. */
const made = new Set([
  "bcc",
  "cc",
  "content-transfer-encoding",
  "content-type",
  "date",
  "dkim-signature",
  "from",
  "mime-version",
  "received",
  "reply-to",
  "return-path",
  "sender",
  "subject",
  "to",
]);

/** The headers to hand to a sending API, with our id of the mail; `Message-ID` only when asked for. */
export function ownHeaders(mail: OutgoingMail, { messageId }: { messageId: boolean }) {
  const headers = Object.entries(mail.headers).filter(([name]) => {
    const lower = name.toLowerCase();
    return !made.has(lower) && (messageId || lower !== "message-id");
  });
  return Object.fromEntries([...headers, [MAIL_ID_HEADER, mail.id]]);
}

/** RFC 5322, 3.4: `"Name" <address>`; the name is one line without quotes of its own. */
export function formatAddress({ name, address }: MailAddress): string {
  const plain = (name ?? "").replaceAll(/[\p{C}"\\<>]+/gu, " ").trim();
  return plain === "" ? address : `"${plain}" <${address}>`;
}

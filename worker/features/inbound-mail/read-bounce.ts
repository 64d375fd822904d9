import type { ParsedInbound } from "./parse-inbound.ts";

const ADDRESS_CHARACTERS_MAX = 320;

/** What a server reported about one recipient. */
export interface BouncedRecipient {
  address: string;
  kind: "hard-bounce" | "soft-bounce" | "deferred" | "delivered";
  detail: string;
}

/** The fields of one block of a report, by their names in lower case. */
export function fieldsOf(block: string): Map<string, string> {
  const unfolded = block.replaceAll(/\r?\n[ \t]+/g, " ");
  const fields = new Map<string, string>();
  for (const line of unfolded.split(/\r?\n/)) {
    const colon = line.indexOf(":");
    if (colon < 1) continue;
    const name = line.slice(0, colon).trim().toLowerCase();
    if (!fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
  }
  return fields;
}

/** The address of `rfc822;ada@example.net`. */
function addressOf(field: string): string {
  const text = field.slice(field.indexOf(";") + 1).trim();
  return (/<([^<>\s]+)>/.exec(text)?.[1] ?? text).toLowerCase();
}

/**
 * RFC 3463: class 5 is for good, but a full mailbox, a message that is too large, a server that was
 * not reached in days, and a policy against the message or its sender say nothing about whether the
 * address is there.
 */
export function kindOfFailure(status: string): "hard-bounce" | "soft-bounce" {
  if (!status.startsWith("5")) return "soft-bounce";
  return /^5\.(1\.[789]|2\.[23]|3\.\d+|4\.(?![14]$)\d+|5\.\d+|6\.\d+|7\.\d+)$/.test(status)
    ? "soft-bounce"
    : "hard-bounce";
}

/** An enhanced status within words, else one made of the reply code. */
function statusIn(text: string): string | undefined {
  const enhanced = /\b([245]\.\d{1,3}\.\d{1,3})\b/.exec(text)?.[1];
  if (enhanced !== undefined) return enhanced;
  const code = /\b([45])\d{2}\b/.exec(text)?.[1];
  return code === undefined ? undefined : `${code}.0.0`;
}

function standardRecipients(report: string): BouncedRecipient[] {
  return report.split(/\r?\n\s*\r?\n/).flatMap((block): BouncedRecipient[] => {
    const fields = fieldsOf(block);
    const recipient = fields.get("original-recipient") ?? fields.get("final-recipient");
    const action = fields.get("action")?.toLowerCase() ?? "";
    if (recipient === undefined || action === "") return [];
    const diagnostic = fields.get("diagnostic-code") ?? "";
    const status = statusIn(fields.get("status") ?? "") ?? statusIn(diagnostic) ?? "";
    const address = addressOf(recipient);
    const detail = `${status} ${diagnostic}`.trim();
    switch (action) {
      case "failed":
        return [{ address, kind: kindOfFailure(status), detail }];
      case "delayed":
        return [{ address, kind: "deferred", detail }];
      case "delivered":
      case "relayed":
      case "expanded":
        return [{ address, kind: "delivered", detail }];
      default:
        return [];
    }
  });
}

const wordsOfBounce =
  /(undeliver|delivery (status|failure|has failed|incomplete|(is )?delayed)|mail delivery (failed|subsystem)|returned mail|failure notice|could(n't| not) be delivered|non remis|unzustellbar|no se pudo entregar|address (not found|rejected))/i;
const wordsOfDelay = /(delayed|will be retried|still being retried|temporary)/i;

/** Who sends bounces: an empty return path, or the daemon's own name. */
function isFromDaemon({ from, header }: ParsedInbound, envelopeFrom: string): boolean {
  const returnPath = header("return-path").trim();
  return (
    envelopeFrom === "" ||
    envelopeFrom === "<>" ||
    returnPath === "<>" ||
    /^(mailer-daemon|postmaster|mail-daemon|bounce)\b/i.test(from)
  );
}

/** The first word that is an address; no word is read but once, however many signs it is made of. */
function firstAddressIn(text: string): string | undefined {
  for (const [word] of text.matchAll(/[^\s<>"(),:;]+/g)) {
    if (word.length > ADDRESS_CHARACTERS_MAX) continue;
    const address = word.replace(/\W+$/, "");
    if (/^[^@]+@[^@]+\.\w+$/.test(address)) return address;
  }
  return undefined;
}

/** Reports that are no report by the book: qmail, Exim, Exchange and others say it in words. */
function wordedRecipients(mail: ParsedInbound): BouncedRecipient[] {
  const failed = mail.header("x-failed-recipients");
  const address = firstAddressIn(failed === "" ? mail.text : failed);
  if (address === undefined) return [];
  const status = statusIn(mail.text) ?? "";
  const unknown = /(user unknown|no such user|does not exist|unknown (user|recipient)|not found)/i;
  const isDelay = wordsOfDelay.test(mail.subject);
  const certain = status === "" && unknown.test(mail.text) ? "5.1.1" : status;
  const line = mail.text.split("\n").find((one) => statusIn(one) !== undefined);
  return [
    {
      address: address.toLowerCase(),
      kind: isDelay ? "deferred" : kindOfFailure(certain),
      detail: `${certain} ${line ?? mail.subject}`.trim().slice(0, 500),
    },
  ];
}

/**
 * What a bounce reports, by RFC 3464 or in words; undefined for what is no bounce. Several recipients
 * may be told of.
 */
export function readBounce(
  mail: ParsedInbound,
  envelopeFrom: string,
): BouncedRecipient[] | undefined {
  const report = mail.reports.find(({ type }) => type === "message/delivery-status");
  if (report !== undefined) return standardRecipients(report.text);
  if (!isFromDaemon(mail, envelopeFrom)) return undefined;
  const failed = mail.header("x-failed-recipients") !== "";
  if (!failed && !wordsOfBounce.test(`${mail.subject}\n${mail.text.slice(0, 2_000)}`)) {
    return undefined;
  }
  return wordedRecipients(mail);
}

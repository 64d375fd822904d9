import { mailIdsIn } from "./mail-id.ts";
import type { ParsedInbound } from "./parse-inbound.ts";
import { fieldsOf, readBounce } from "./read-bounce.ts";
import type { InboundKind } from "./schema.ts";

/** What a mail is, and which of our mails it speaks of. */
export interface Classified {
  kind: InboundKind;
  mailId: string | null;
}

/** RFC 5965: a report that a reader called our mail spam. Other feedback is no complaint. */
function isComplaint(mail: ParsedInbound): boolean {
  const report = mail.reports.find(({ type }) => type === "message/feedback-report");
  if (report === undefined) return false;
  const type = fieldsOf(report.text).get("feedback-type")?.toLowerCase();
  return type === "abuse" || type === "fraud" || type === "virus" || type === "other";
}

/**
 * RFC 3834, section 2 and 5, and what programs wrote before it: answers of machines, which nobody may
 * answer.
 */
function isAutomatic({ header, subject }: ParsedInbound): boolean {
  const submitted = header("auto-submitted").trim().toLowerCase();
  if (submitted !== "" && !submitted.startsWith("no")) return true;
  if (header("x-autoreply") !== "" || header("x-autorespond") !== "") return true;
  if (/^(bulk|junk|list|auto_reply)$/i.test(header("precedence").trim())) return true;
  if (header("x-auto-response-suppress") !== "" && header("in-reply-to") !== "") return true;
  return /^\s*(automatic reply|auto(matische)? ?antwort|abwesen(d|heit)|out of (the )?office|réponse automatique|respuesta automática|رد تلقائي)/i.test(
    subject,
  );
}

function isUnsubscribe(mail: ParsedInbound, to: string): boolean {
  const words = `${mail.subject} ${mail.text.slice(0, 40)}`;
  return /^unsubscribe\b/i.test(to) || /^\s*(list-)?unsubscribe\s*$/i.test(words);
}

/** Everything of a mail in which our id of another may stand, as its envelope id too (RFC 3464, 2.2.1). */
function tracesOf(mail: ParsedInbound, to: string): string {
  const reported = mail.reports.map(({ text }) => text.slice(0, 20_000));
  return [to, ...mail.references, ...reported, mail.text.slice(0, 20_000)].join("\n");
}

/** Decides what a mail is. `to` and `from` are the envelope's. */
export function classifyInbound(
  mail: ParsedInbound,
  { from, to }: { from: string; to: string },
): Classified {
  const [reportedId] = mailIdsIn(tracesOf(mail, to));
  if (isComplaint(mail)) return { kind: "complaint", mailId: reportedId ?? null };
  if (readBounce(mail, from) !== undefined) return { kind: "bounce", mailId: reportedId ?? null };
  // The nearest of the mails before it is the one it answers.
  const answeredId = mailIdsIn([to, ...mail.references].join("\n")).at(-1) ?? null;
  if (isAutomatic(mail)) return { kind: "auto-reply", mailId: answeredId };
  if (isUnsubscribe(mail, to)) return { kind: "unsubscribe", mailId: answeredId };
  return { kind: answeredId === null ? "message" : "reply", mailId: answeredId };
}

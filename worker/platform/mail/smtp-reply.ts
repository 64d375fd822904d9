/** One answer of a server: RFC 5321, section 4.2, with the enhanced status of RFC 3463 where there is one. */
export interface SmtpReply {
  code: number;
  /** `5.1.1`, for example. */
  enhanced: string | undefined;
  lines: string[];
}

const LINES_MAX = 100;

/** Takes the lines of a reply one by one; answers the reply with its last line. */
export class ReplyReader {
  #lines: string[] = [];

  take(line: string): SmtpReply | undefined {
    const match = /^([2-5]\d\d)(?:([ -])(.*))?$/s.exec(line);
    if (match === null || this.#lines.length >= LINES_MAX) {
      throw new Error("the server does not speak SMTP");
    }
    const [, code = "", mark = " ", text = ""] = match;
    this.#lines.push(text);
    if (mark === "-") return undefined;
    const lines = this.#lines;
    this.#lines = [];
    const enhanced = /^([245]\.\d{1,3}\.\d{1,3})(?:\s|$)/.exec(lines[0] ?? "")?.[1];
    return { code: Number(code), enhanced, lines };
  }
}

/** The reply on one line, as it is shown to the operator. */
export function describeReply({ code, lines }: SmtpReply): string {
  return `${code} ${lines.join(" ")}`.trim().slice(0, 300);
}

/** Enhanced statuses that say that the mailbox is not there, and never will be. */
const NO_MAILBOX = new Set(["5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"]);
/** Of an address, which may also be the sender's: many servers say so to the recipient. */
const SOME_ADDRESS = "5.1.0";
/** What servers say when it is about us or our content, whatever their code. */
const POLICY =
  /spam|block|black|list|relay|policy|polic|denied|reputation|spf|dkim|dmarc|authenti|sender|rate|limit|content|virus|access|full|quota/i;

/**
 * Whether a refusal is about the recipient's address: only then is it suppressed. What is said to the
 * sender never is. Without an enhanced status a 550, 551 or 553 to the recipient says so, unless its
 * words speak of policy or the sender; so they do with one that leaves open whose address it is about.
 */
export function blamesAddress(
  { code, enhanced, lines }: SmtpReply,
  stage: "sender" | "recipient" | "other",
): boolean {
  if (stage === "sender") return false;
  if (enhanced !== undefined && enhanced !== SOME_ADDRESS) return NO_MAILBOX.has(enhanced);
  if (stage !== "recipient") return false;
  return [550, 551, 553].includes(code) && !POLICY.test(lines.join(" "));
}

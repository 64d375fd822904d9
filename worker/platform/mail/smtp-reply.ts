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
const NO_MAILBOX = new Set(["5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"]);
/** What servers say when it is about us or our content, whatever their code. */
const POLICY =
  /spam|block|black|list|relay|policy|polic|denied|reputation|spf|dkim|dmarc|authenti|sender|rate|limit|content|virus|access|full|quota/i;

/**
 * Whether a refusal is about the address: only then is it suppressed. Without an enhanced status a
 * 550, 551 or 553 to the recipient says so, unless its words speak of policy.
 */
export function blamesAddress(reply: SmtpReply, stage: "recipient" | "other"): boolean {
  if (reply.enhanced !== undefined) return NO_MAILBOX.has(reply.enhanced);
  if (stage !== "recipient") return false;
  return [550, 551, 553].includes(reply.code) && !POLICY.test(reply.lines.join(" "));
}

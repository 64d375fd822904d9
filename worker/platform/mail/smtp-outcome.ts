import { SmtpFailure } from "./smtp-connection.ts";
import { blamesAddress } from "./smtp-reply.ts";
import type { SendOutcome } from "./transport.ts";

/**
 * What a failure of an SMTP session means for the mail. Silence after the final dot is `unknown`;
 * silence before it, and every 4xx, is `later`; a 5xx about the message is for good. What stands in
 * the way of the session itself (encryption, the password) is not the mail's fault: `later`.
 */
export function decideSmtpOutcome(cause: unknown): SendOutcome {
  if (!(cause instanceof SmtpFailure)) {
    return { kind: "later", reason: cause instanceof Error ? cause.message : String(cause) };
  }
  const { stage, reply, message: reason } = cause;
  if (reply === undefined) {
    return { kind: stage === "acceptance" ? "unknown" : "later", reason };
  }
  if (stage === "session" || reply.code < 500) {
    return stage === "acceptance" && reply.code < 400
      ? { kind: "unknown", reason }
      : { kind: "later", reason };
  }
  const said = stage === "sender" || stage === "recipient" ? stage : "other";
  return blamesAddress(reply, said)
    ? { kind: "refused", reason, suppress: "hard-bounce" }
    : { kind: "refused", reason };
}

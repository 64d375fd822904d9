import { expect, it } from "vitest";
import { SmtpFailure, type SmtpStage } from "./smtp-connection.ts";
import { decideSmtpOutcome } from "./smtp-outcome.ts";
import { ReplyReader } from "./smtp-reply.ts";

/** Whether the recipient is suppressed after the server answered so at that point. */
function isSuppressed(stage: SmtpStage, line: string): boolean {
  const outcome = decideSmtpOutcome(new SmtpFailure(stage, line, new ReplyReader().take(line)));
  expect(outcome.kind).toBe("refused");
  return "suppress" in outcome;
}

it.each([
  ["recipient", "550 5.1.1 no such user here"],
  ["recipient", "550 5.1.0 address rejected"],
  ["recipient", "550 no such user here"],
  ["recipient", "550 5.2.1 the mailbox is disabled"],
  ["acceptance", "550 5.1.1 no such user here"],
] as const)("to the %s: %s is about the recipient, who gets no more mails", (stage, line) => {
  expect(isSuppressed(stage, line)).toBe(true);
});

it.each([
  ["sender", "550 5.1.0 address rejected"],
  ["sender", "550 5.1.1 no such user here"],
  ["sender", "550 no such user here"],
  ["recipient", "550 5.1.0 <no-reply@shop.test>: Sender address rejected: User unknown"],
  ["recipient", "550 5.1.7 the sender's address is wrong"],
  ["recipient", "550 5.1.8 the sender's domain does not exist"],
  ["recipient", "550 5.7.1 relaying denied"],
  ["recipient", "550 blocked by our list"],
  ["acceptance", "550 5.1.0 address rejected"],
  ["acceptance", "554 looks like spam"],
] as const)("to the %s: %s is not, so that a fault of ours stops nobody's mails", (stage, line) => {
  expect(isSuppressed(stage, line)).toBe(false);
});

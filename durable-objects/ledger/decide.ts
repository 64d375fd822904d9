import { ok } from "#core/result";
import type { Result } from "#core/result";
import type { Change } from "./book.ts";
import { canonicalJson } from "./canonical.ts";
import { findFault } from "./check-command.ts";
import type { Command, LedgerRefusal, Reply } from "./commands.ts";
import { decideClawback, decideReinstate } from "./decide-clawback.ts";
import { decideGrant, decideTransferIn } from "./decide-grant.ts";
import { decideExtend, decideHold } from "./decide-hold.ts";
import { decideCorrect, decideRefund, decideTrueUp } from "./decide-return.ts";
import { decideRelease, decideSettle } from "./decide-settle.ts";
import { decideBookPlatform, decideTransferOut } from "./decide-transfer.ts";
import { Draft } from "./draft.ts";
import type { Book } from "./draft.ts";
import { refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/** The change is absent when the command had its effect before: then only the reply comes again. */
export type Decision = Result<{ reply: Reply; change: Change | undefined }, LedgerRefusal>;

/**
 * Decides one command. Pure: the same book, command and clock give the same decision, and nothing
 * happens until the change is written. What is due by the clock must have been swept before.
 *
 * A key that is known answers with the stored reply when the command is the same, and is refused
 * when it is another. A refused command leaves no trace: its key stays free, so the same command may
 * succeed later.
 */
export function decide(book: Book, command: Command, nowMs: number): Decision {
  const fault = findFault(command);
  if (fault !== undefined) return refused("invalid", fault);
  const { key, ...rest } = command;
  const body = canonicalJson(rest);
  const known = book.history.findKey(key);
  if (known !== undefined) {
    if (known.body !== body) {
      return refused("key-reused", "This key was used for another command.");
    }
    const reply: Reply = JSON.parse(known.reply);
    return ok({ reply, change: undefined });
  }
  const draft = new Draft(book, nowMs, { key, body });
  const outcome = dispatch(draft, command);
  if (!outcome.ok) return outcome;
  return ok({ reply: outcome.value, change: draft.finish(outcome.value) });
}

function dispatch(draft: Draft, command: Command): Outcome<Reply> {
  switch (command.type) {
    case "grant":
      return decideGrant(draft, command);
    case "hold":
      return decideHold(draft, command);
    case "extend":
      return decideExtend(draft, command);
    case "settle":
      return decideSettle(draft, command);
    case "release":
      return decideRelease(draft, command);
    case "correct":
      return decideCorrect(draft, command);
    case "refund":
      return decideRefund(draft, command);
    case "trueUp":
      return decideTrueUp(draft, command);
    case "clawback":
      return decideClawback(draft, command);
    case "reinstate":
      return decideReinstate(draft, command);
    case "transferOut":
      return decideTransferOut(draft, command);
    case "transferIn":
      return decideTransferIn(draft, command);
    case "bookPlatform":
      return decideBookPlatform(draft, command);
  }
}

import { ok } from "#core/result";
import { burn, sumBuckets } from "./burn-order.ts";
import type {
  BookPlatformCommand,
  Receipt,
  TransferOutCommand,
  TransferOutReply,
} from "./commands.ts";
import { firstReply, newSource, repeat } from "./decide-grant.ts";
import type { Draft } from "./draft.ts";
import { take } from "./lines.ts";
import { refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";

/**
 * Sends available PT to another account through clearing, in burn order. The reply's parts are what
 * `transferIn` there takes; both happen once per transfer id.
 */
export function decideTransferOut(
  draft: Draft,
  command: TransferOutCommand,
): Outcome<TransferOutReply> {
  const source = { type: "transfer-out", id: command.transferId };
  const sent = draft.findSource(source);
  if (sent !== undefined) {
    const first: TransferOutReply = JSON.parse(firstReply(draft, sent));
    return ok({ ...first, ...repeat(draft, "transfer-out", sent) });
  }
  const { availableMicroPt, debtMicroPt } = draft.head;
  const amountMicroPt = command.amountMicroPt === "all" ? availableMicroPt : command.amountMicroPt;
  if (debtMicroPt > 0) {
    return refused("debt", "An account in debt cannot send PT.", ["pay-debt"], {
      neededMicroPt: amountMicroPt,
      availableMicroPt: availableMicroPt - debtMicroPt,
    });
  }
  const { buckets, missingMicroPt } = burn(draft.spendable(), amountMicroPt);
  if (missingMicroPt > 0) {
    return refused("insufficient", "There are not enough PT available.", ["top-up"], {
      neededMicroPt: amountMicroPt,
      availableMicroPt,
    });
  }
  const parts = buckets.map((bucket) => {
    const { kind, priority, expiresAtMs } = draft.grant(bucket.grantSeq);
    return { kind, priority, expiresAtMs, amountMicroPt: bucket.amountMicroPt };
  });
  const transaction = draft.post({
    kind: "transfer-out",
    lines: [
      ...take("available", buckets),
      { side: "clearing:transfer", amountMicroPt: sumBuckets(buckets) },
    ],
  });
  draft.putSource(newSource(source, transaction.seq, null));
  return ok({ ...draft.receipt(transaction), amountMicroPt, parts, duplicate: false });
}

/** Books work that the platform pays for itself: never the customer's. */
export function decideBookPlatform(draft: Draft, command: BookPlatformCommand): Outcome<Receipt> {
  const { amountMicroPt } = command;
  const transaction = draft.post({
    kind: "platform",
    lines: [
      { side: "platform:expense", amountMicroPt: -amountMicroPt },
      { side: "platform:revenue", amountMicroPt },
    ],
  });
  return ok(draft.receipt(transaction));
}

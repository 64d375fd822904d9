import { invariant } from "#core/assert";
import { ok } from "#core/result";
import type { Bucket, Grant, SourceRecord } from "./book.ts";
import type {
  GrantCommand,
  GrantReply,
  GrantSource,
  Receipt,
  TransferInCommand,
  TransferInReply,
} from "./commands.ts";
import type { Draft } from "./draft.ts";
import { give } from "./lines.ts";
import { refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { periodAfterGrant } from "./period.ts";
import { expireAgain, repayDebt } from "./tidy.ts";

export const DEFAULT_PRIORITY = 50;
/** The most PT an account may carry, so that every sum stays an exact integer. */
export const BALANCE_MICRO_PT_MAX = 4_000_000_000_000_000;

/**
 * Credits PT. The same source grants once, under whatever key it comes; a second grant for it
 * changes nothing and answers with the first.
 */
export function decideGrant(draft: Draft, command: GrantCommand): Outcome<GrantReply> {
  const granted = draft.findSource(command.source);
  if (granted !== undefined) {
    const first: GrantReply = JSON.parse(firstReply(draft, granted));
    return ok({ ...first, ...repeat(draft, "grant", granted) });
  }
  const { kind, amountMicroPt, source, period, priority = DEFAULT_PRIORITY } = command;
  const { expiresAtMs = null } = command;
  if (exceedsMax(draft, amountMicroPt)) return balanceTooLarge();
  const transactionSeq = draft.nextTransactionSeq;
  const grant = draft.addGrant({ kind, priority, expiresAtMs, amountMicroPt, source });
  const transaction = draft.post({
    kind: "grant",
    lines: [
      { side: "platform:issued", amountMicroPt: -amountMicroPt },
      { side: "available", amountMicroPt, grantSeq: grant.seq },
    ],
  });
  draft.putSource(newSource(source, transactionSeq, grant.seq));
  if (period !== undefined) {
    const next = periodAfterGrant(draft.period, period, amountMicroPt);
    if (next !== null && next !== draft.period) draft.setPeriod(next);
  }
  expireAgain(draft, [grant.seq], transaction);
  repayDebt(draft, transaction);
  return ok({
    ...draft.receipt(transaction),
    grantId: grant.id,
    amountMicroPt,
    duplicate: false,
  });
}

/** Receives PT that another account sent: each part becomes a grant with its own old terms. */
export function decideTransferIn(
  draft: Draft,
  command: TransferInCommand,
): Outcome<TransferInReply> {
  const source: GrantSource = { type: "transfer-in", id: command.transferId };
  const received = draft.findSource(source);
  if (received !== undefined) {
    const first: TransferInReply = JSON.parse(firstReply(draft, received));
    return ok({ ...first, ...repeat(draft, "transfer-in", received) });
  }
  const amountMicroPt = command.parts.reduce((sum, part) => sum + part.amountMicroPt, 0);
  if (exceedsMax(draft, amountMicroPt)) return balanceTooLarge();
  const transactionSeq = draft.nextTransactionSeq;
  const grants = command.parts.map((part) => draft.addGrant({ ...part, source }));
  const transaction = draft.post({
    kind: "transfer-in",
    lines: [
      { side: "clearing:transfer", amountMicroPt: -amountMicroPt },
      ...give("available", grants.map(asBucket)),
    ],
  });
  draft.putSource(newSource(source, transactionSeq, null));
  expireAgain(
    draft,
    grants.map((grant) => grant.seq),
    transaction,
  );
  repayDebt(draft, transaction);
  return ok({
    ...draft.receipt(transaction),
    amountMicroPt,
    grantIds: grants.map((grant) => grant.id),
    duplicate: false,
  });
}

export function newSource(
  source: GrantSource,
  transactionSeq: number,
  grantSeq: number | null,
): SourceRecord {
  return {
    type: source.type,
    id: source.id,
    transactionSeq,
    grantSeq,
    refundedTotalMicroPt: 0,
    chargebacks: [],
    clawed: [],
  };
}

/**
 * Receipt of a command whose business object has had its effect: a transaction without entries keeps
 * the new key.
 */
export function repeat(
  draft: Draft,
  kind: "grant" | "transfer-in" | "transfer-out",
  source: SourceRecord,
): Receipt & { duplicate: true } {
  const transaction = draft.post({ kind, relatedSeq: source.transactionSeq, lines: [] });
  return { ...draft.receipt(transaction), duplicate: true };
}

/** The stored reply of the command that had the effect. */
export function firstReply(draft: Draft, source: SourceRecord): string {
  const reply = draft.book.history.findReply(source.transactionSeq);
  invariant(reply !== undefined, "the first command of a source stored its reply");
  return reply;
}

function asBucket(grant: Grant): Bucket {
  return { grantSeq: grant.seq, amountMicroPt: grant.amountMicroPt };
}

function exceedsMax(draft: Draft, amountMicroPt: number): boolean {
  const { availableMicroPt, heldMicroPt } = draft.head;
  return availableMicroPt + heldMicroPt + amountMicroPt > BALANCE_MICRO_PT_MAX;
}

function balanceTooLarge() {
  return refused("invalid", `An account carries at most ${BALANCE_MICRO_PT_MAX} micro-PT.`);
}

import { ok } from "#core/result";
import { MINUTE_MS } from "#core/time";
import type { Bucket, Hold } from "./book.ts";
import { burn, appendBuckets } from "./burn-order.ts";
import type {
  ExtendCommand,
  HoldCommand,
  HoldReply,
  LedgerRefusal,
  ModelClass,
  SpendingCap,
} from "./commands.ts";
import type { Draft } from "./draft.ts";
import { findHoldById } from "./find.ts";
import { give, take } from "./lines.ts";
import { refused } from "./outcome.ts";
import type { Outcome } from "./outcome.ts";
import { advancedLeftMicroPt } from "./period.ts";
import { findCapRefusal, recordSpending } from "./spending.ts";

export const HOLD_TIMEOUT_MS = 15 * MINUTE_MS;
/** The most open holds of one account: what keeps its memory bounded. */
export const OPEN_HOLDS_MAX = 1_000;

interface Reservation {
  amountMicroPt: number;
  modelClass: ModelClass;
  caps: readonly SpendingCap[];
  advancedSharePercentMax: number | undefined;
}

/** Reserves PT before a provider is called: everything that limits it decides at once. */
export function decideHold(draft: Draft, command: HoldCommand): Outcome<HoldReply> {
  const { amountMicroPt, purpose, timeoutMs = HOLD_TIMEOUT_MS, caps = [] } = command;
  if (draft.book.state.holds.size >= OPEN_HOLDS_MAX) {
    return refused("too-many-holds", "Too much work is in flight on this account.", [
      "wait-for-open-holds",
    ]);
  }
  const reserved = reserve(draft, {
    amountMicroPt,
    modelClass: purpose.modelClass,
    caps,
    advancedSharePercentMax: command.advancedSharePercentMax,
  });
  if (!reserved.ok) return reserved;
  const seq = draft.nextTransactionSeq;
  const transaction = draft.post({
    kind: "hold",
    holdSeq: seq,
    lines: [...take("available", reserved.value), ...give("held", reserved.value)],
  });
  const hold: Hold = {
    seq,
    id: draft.id("hold", transaction.atMs, seq),
    status: "open",
    atMs: transaction.atMs,
    timeoutMs,
    deadlineAtMs: draft.nowMs + timeoutMs,
    amountMicroPt,
    buckets: reserved.value,
    purpose,
    charge: null,
  };
  draft.putHold(hold);
  recordSpending(draft, purpose, { heldMicroPt: amountMicroPt, spentMicroPt: 0 });
  return ok({
    ...draft.receipt(transaction),
    holdId: hold.id,
    amountMicroPt,
    expiresAtMs: hold.deadlineAtMs,
  });
}

/** Adds to an open hold under the same limits and starts its timeout again. */
export function decideExtend(draft: Draft, command: ExtendCommand): Outcome<HoldReply> {
  const found = findHoldById(draft, command.holdId);
  if (!found.ok) return found;
  const hold = found.value;
  if (hold.status !== "open") return holdClosed(hold);
  const { addMicroPt, timeoutMs = hold.timeoutMs, caps = [] } = command;
  const reserved = reserve(draft, {
    amountMicroPt: addMicroPt,
    modelClass: hold.purpose.modelClass,
    caps,
    advancedSharePercentMax: command.advancedSharePercentMax,
  });
  if (!reserved.ok) return reserved;
  const transaction = draft.post({
    kind: "extend",
    holdSeq: hold.seq,
    relatedSeq: hold.seq,
    lines: [...take("available", reserved.value), ...give("held", reserved.value)],
  });
  const amountMicroPt = hold.amountMicroPt + addMicroPt;
  const deadlineAtMs = draft.nowMs + timeoutMs;
  draft.putHold({
    ...hold,
    timeoutMs,
    deadlineAtMs,
    amountMicroPt,
    buckets: appendBuckets(hold.buckets, reserved.value),
  });
  recordSpending(draft, hold.purpose, { heldMicroPt: addMicroPt, spentMicroPt: 0 });
  return ok({
    ...draft.receipt(transaction),
    holdId: hold.id,
    amountMicroPt,
    expiresAtMs: deadlineAtMs,
  });
}

export function holdClosed(hold: Hold): { ok: false } & LedgerRefusal {
  return refused("hold-closed", `The hold is already ${hold.status}.`, [], {
    holdStatus: hold.status,
  });
}

/** The buckets for a reservation, or the narrowest limit that refuses it. */
function reserve(draft: Draft, wanted: Reservation): Outcome<Bucket[]> {
  const { amountMicroPt } = wanted;
  const { availableMicroPt, heldMicroPt, debtMicroPt } = draft.head;
  if (debtMicroPt > 0) {
    return refused("debt", "A refund or chargeback left this account in debt.", ["pay-debt"], {
      neededMicroPt: amountMicroPt,
      availableMicroPt: availableMicroPt - debtMicroPt,
    });
  }
  const overCap = findCapRefusal(draft, wanted.caps, amountMicroPt);
  if (overCap !== undefined) return { ok: false, ...overCap };
  const spendable = draft.spendable();
  const planMaxMicroPt =
    wanted.modelClass === "advanced"
      ? advancedLeftMicroPt(draft, wanted.advancedSharePercentMax)
      : Infinity;
  const { buckets, missingMicroPt } = burn(spendable, amountMicroPt, planMaxMicroPt);
  if (missingMicroPt === 0) return ok(buckets);
  if (amountMicroPt > availableMicroPt) {
    return refused(
      "insufficient",
      "There are not enough PT available.",
      [
        "top-up",
        "upgrade",
        "cheaper-model",
        ...(heldMicroPt > 0 ? (["wait-for-open-holds"] as const) : []),
      ],
      { neededMicroPt: amountMicroPt, availableMicroPt },
    );
  }
  return refused(
    "advanced-share",
    "Advanced models have used their share of the plan's PT.",
    ["core-model", "top-up", "wait-for-next-period"],
    {
      neededMicroPt: amountMicroPt,
      availableMicroPt: amountMicroPt - missingMicroPt,
      limitMicroPt: planMaxMicroPt,
    },
  );
}

import type { AccountHead, Change, Grant, LedgerState, StoredState } from "./book.ts";
import { inBurnOrder } from "./burn-order.ts";
import type { HashText } from "./chart.ts";
import { fingerprintOf } from "./ledger-ids.ts";

export const GENESIS_HASH = "genesis";

const emptyHead: AccountHead = {
  entrySeq: 0,
  transactionSeq: 0,
  grantSeq: 0,
  lastAtMs: 0,
  clockAtMs: 0,
  headHash: GENESIS_HASH,
  availableMicroPt: 0,
  heldMicroPt: 0,
  debtMicroPt: 0,
};

/** The state of an account that has never been written to. */
export function emptyState(accountId: string, hash: HashText): LedgerState {
  return loadState(accountId, hash, {
    head: emptyHead,
    period: null,
    liveGrants: [],
    openHolds: [],
  });
}

/** The state from its stored rows; the same state that memory held before. */
export function loadState(accountId: string, hash: HashText, stored: StoredState): LedgerState {
  const state: LedgerState = {
    accountId,
    fingerprint: fingerprintOf(hash, accountId),
    head: stored.head,
    period: stored.period,
    grants: new Map(),
    order: [],
    holds: new Map(),
    dueAtMs: Infinity,
  };
  for (const grant of stored.liveGrants) state.grants.set(grant.seq, grant);
  for (const hold of stored.openHolds) state.holds.set(hold.seq, hold);
  state.order = inBurnOrder(state.grants.values());
  state.dueAtMs = firstDueAtMs(state);
  return state;
}

/** Takes a committed change into memory. */
export function applyChange(state: LedgerState, change: Change): void {
  let membersChanged = false;
  for (const grant of [...change.grantsAdded, ...change.grantsChanged]) {
    const live = grant.availableMicroPt > 0 || grant.heldMicroPt > 0;
    if (live !== state.grants.has(grant.seq)) membersChanged = true;
    if (live) state.grants.set(grant.seq, grant);
    else state.grants.delete(grant.seq);
    if (grant.availableMicroPt > 0) state.dueAtMs = Math.min(state.dueAtMs, expiryOf(grant));
  }
  if (membersChanged) state.order = inBurnOrder(state.grants.values());
  for (const hold of [...change.holdsAdded, ...change.holdsChanged]) {
    if (hold.status === "open") {
      state.holds.set(hold.seq, hold);
      state.dueAtMs = Math.min(state.dueAtMs, hold.deadlineAtMs);
    } else state.holds.delete(hold.seq);
  }
  state.head = change.head;
  if (change.period !== undefined) state.period = change.period;
}

/** When the first hold or grant runs out; Infinity when none does. */
export function firstDueAtMs(state: LedgerState): number {
  let dueAtMs = Infinity;
  for (const hold of state.holds.values()) dueAtMs = Math.min(dueAtMs, hold.deadlineAtMs);
  for (const grant of state.grants.values()) {
    if (grant.availableMicroPt > 0) dueAtMs = Math.min(dueAtMs, expiryOf(grant));
  }
  return dueAtMs;
}

function expiryOf(grant: Grant): number {
  return grant.expiresAtMs ?? Infinity;
}

import type { Transaction } from "./chart.ts";
import type {
  CapScope,
  GrantKind,
  GrantSource,
  HoldPurpose,
  HoldStatus,
  LedgerNotice,
  PlanPeriod,
} from "./commands.ts";

/** PT of one grant that a hold reserves or a charge consumed. */
export interface Bucket {
  readonly grantSeq: number;
  readonly amountMicroPt: number;
}

export interface Grant {
  readonly seq: number;
  readonly id: string;
  readonly kind: GrantKind;
  readonly priority: number;
  readonly expiresAtMs: number | null;
  readonly amountMicroPt: number;
  readonly source: GrantSource;
  readonly createdAtMs: number;
  readonly availableMicroPt: number;
  readonly heldMicroPt: number;
}

/** What a settle made of a hold. `consumed` shrinks from its end when PT are given back. */
export interface Charge {
  readonly id: string;
  readonly atMs: number;
  readonly chargeMicroPt: number;
  readonly paidMicroPt: number;
  readonly writtenOffMicroPt: number;
  readonly returnedMicroPt: number;
  readonly consumed: readonly Bucket[];
  readonly estimated: boolean;
  readonly late: boolean;
  readonly windowStartsAtMs: number;
  readonly periodStartsAtMs: number | null;
}

export interface Hold {
  readonly seq: number;
  readonly id: string;
  readonly status: HoldStatus;
  readonly atMs: number;
  readonly timeoutMs: number;
  /** By the object's clock; never further away than `timeoutMs`. */
  readonly deadlineAtMs: number;
  readonly amountMicroPt: number;
  readonly buckets: readonly Bucket[];
  readonly purpose: HoldPurpose;
  readonly charge: Charge | null;
}

/** The running plan period and what has been used of its plan PT. */
export interface PeriodUse extends PlanPeriod {
  readonly grantedMicroPt: number;
  readonly usedMicroPt: number;
  readonly advancedUsedMicroPt: number;
  /** Plan PT used per hour since the epoch, of the last 72 hours only. */
  readonly hours: readonly (readonly [hour: number, usedMicroPt: number])[];
  readonly noticed: readonly string[];
}

/** What the account, a member or a key has spent. */
export interface Spending {
  readonly scope: CapScope;
  readonly id: string;
  readonly lifetimeMicroPt: number;
  readonly windowStartsAtMs: number;
  readonly windowMicroPt: number;
  readonly heldMicroPt: number;
}

export interface Chargeback {
  readonly id: string;
  readonly amountMicroPt: number;
  readonly reinstated: boolean;
}

/** A business object that granted, transferred, or was clawed back. */
export interface SourceRecord extends GrantSource {
  readonly transactionSeq: number;
  readonly grantSeq: number | null;
  readonly refundedTotalMicroPt: number;
  readonly chargebacks: readonly Chargeback[];
  /** Where the clawed PT came from, in order; without a grant: from debt. */
  readonly clawed: readonly { readonly grantSeq: number | null; readonly amountMicroPt: number }[];
}

/** The scalar part of the state: one row. */
export interface AccountHead {
  readonly entrySeq: number;
  readonly transactionSeq: number;
  readonly grantSeq: number;
  readonly lastAtMs: number;
  readonly clockAtMs: number;
  readonly headHash: string;
  /** Without debt, so never negative. */
  readonly availableMicroPt: number;
  readonly heldMicroPt: number;
  readonly debtMicroPt: number;
}

/**
 * Everything a decision needs in memory: live grants, open holds and the head. It does not grow with
 * history. Rows are replaced, never changed in place.
 */
export interface LedgerState {
  readonly accountId: string;
  readonly fingerprint: string;
  head: AccountHead;
  period: PeriodUse | null;
  /** Grants with PT available or held. */
  readonly grants: Map<number, Grant>;
  /** The live grants in burn order. */
  order: readonly number[];
  /** Open holds. */
  readonly holds: Map<number, Hold>;
  /** Nothing is due before this; it may be earlier than the first due thing, never later. */
  dueAtMs: number;
}

/** Point look-ups into what memory does not keep. Each is one row by its key. */
export interface History {
  findKey(key: string): { body: string; reply: string } | undefined;
  findReply(transactionSeq: number): string | undefined;
  findGrant(seq: number): Grant | undefined;
  findHold(seq: number): Hold | undefined;
  findSource(source: GrantSource): SourceRecord | undefined;
  findSpending(scope: CapScope, id: string): Spending | undefined;
}

/** What one accepted command writes: all of it in one storage transaction, or none. */
export interface Change {
  readonly transactions: readonly Transaction[];
  /** Stored with the first transaction, answered again when the same command comes again. */
  readonly reply: string | null;
  readonly grantsAdded: readonly Grant[];
  readonly grantsChanged: readonly Grant[];
  readonly holdsAdded: readonly Hold[];
  readonly holdsChanged: readonly Hold[];
  readonly spendings: readonly Spending[];
  readonly sources: readonly SourceRecord[];
  readonly head: AccountHead;
  /** Present when it changed. */
  readonly period?: PeriodUse;
  readonly notices: readonly { id: string; atMs: number; notice: LedgerNotice }[];
}

/** What the object stores and reads back after an eviction. */
export interface StoredState {
  head: AccountHead;
  period: PeriodUse | null;
  liveGrants: Iterable<Grant>;
  openHolds: Iterable<Hold>;
}

import { invariant } from "#core/assert";
import { sumBuckets } from "./burn-order.ts";
import type { TransactionKind } from "./chart.ts";
import type { Hold } from "./book.ts";
import type { GrantKind, GrantSource, HoldPurpose } from "./commands.ts";
import { ledgerId } from "./ledger-ids.ts";
import type { LedgerStore } from "./store.ts";

/** How many transactions one page of facts looks at. */
export const FACTS_PAGE_MAX = 2_000;

interface FactBase {
  seq: number;
  atMs: number;
}

/** A settle or a true-up. `commandJson` is the command without its key, its usage included. */
export interface ChargeFact extends FactBase {
  type: "charge";
  kind: "settle" | "true-up";
  chargeId: string;
  purpose: HoldPurpose;
  commandJson: string;
  /** When its hold was made: shortly before the provider was called. */
  startedAtMs: number;
  /** What the charge is now: paid and written off. */
  chargeMicroPt: number;
}

/** Work that the platform bears itself. */
export interface PlatformFact extends FactBase {
  type: "platform";
  transactionId: string;
  commandJson: string;
}

/** A business object that granted, as it stands now; the transaction made or changed it. */
export interface SourceFact extends FactBase {
  type: "source";
  kind: "grant" | "clawback" | "reinstate";
  source: GrantSource;
  grantKind: GrantKind;
  grantedMicroPt: number;
  /** Taken back of it so far, from wherever it came. */
  clawedMicroPt: number;
  /** The largest refunded total that was reported for it. */
  refundedMicroPt: number;
  /** Chargebacks that stand. */
  chargedBackMicroPt: number;
}

export type LedgerFact = ChargeFact | PlatformFact | SourceFact;

export interface FactPage {
  facts: LedgerFact[];
  /** The next page starts after it. */
  lastSeq: number;
  /** True when the book ended there. */
  done: boolean;
}

interface FactRow extends Record<string, SqlStorageValue> {
  seq: number;
  at_ms: number;
  kind: TransactionKind;
  body: string | null;
  hold: string | null;
}

const factKinds = "('settle', 'true-up', 'platform', 'grant', 'clawback', 'reinstate')";

/**
 * What outside books are compared with, oldest first: one query per page whatever the number of
 * entries, and none of the rest of the transaction.
 */
export function readFacts(
  store: LedgerStore,
  fingerprint: string,
  { afterSeq, limit, headSeq }: { afterSeq: number; limit: number; headSeq: number },
): FactPage {
  const lastSeq = Math.max(afterSeq, Math.min(afterSeq + limit, headSeq));
  const rows = store.sql
    .exec<FactRow>(
      `SELECT t.seq, t.at_ms, t.kind, t.body, h.hold FROM transactions t
         LEFT JOIN closed_holds h ON h.seq = t.hold_seq
         WHERE t.seq > ? AND t.seq <= ? AND t.kind IN ${factKinds} ORDER BY t.seq`,
      afterSeq,
      lastSeq,
    )
    .toArray();
  const facts = rows.flatMap((row) => toFact(store, fingerprint, row) ?? []);
  return { facts, lastSeq, done: lastSeq >= headSeq };
}

function toFact(store: LedgerStore, fingerprint: string, row: FactRow): LedgerFact | undefined {
  const { seq, kind, body } = row;
  const base = { seq, atMs: row.at_ms };
  // Time alone makes none of these kinds except the repeat of a source, which changes nothing.
  if (body === null) return undefined;
  switch (kind) {
    case "settle":
    case "true-up": {
      const hold: Hold = JSON.parse(row.hold ?? "null");
      invariant(hold?.charge !== null, "a settled hold has a charge");
      const { purpose, atMs: startedAtMs } = hold;
      const { id: chargeId, chargeMicroPt } = hold.charge;
      const about = { chargeId, purpose, startedAtMs, chargeMicroPt };
      return { ...base, type: "charge", kind, commandJson: body, ...about };
    }
    case "platform": {
      const transactionId = ledgerId("tx", fingerprint, row.at_ms, seq);
      return { ...base, type: "platform", transactionId, commandJson: body };
    }
    case "grant":
    case "clawback":
    case "reinstate":
      return toSourceFact(store, base, kind, body);
    default:
      return undefined;
  }
}

function toSourceFact(
  store: LedgerStore,
  base: FactBase,
  kind: SourceFact["kind"],
  body: string,
): SourceFact | undefined {
  const { source }: { source: GrantSource } = JSON.parse(body);
  const record = store.findSource(source);
  const grantSeq = record?.grantSeq ?? null;
  const grant = grantSeq === null ? undefined : store.findGrant(grantSeq);
  if (record === undefined || grant === undefined) return undefined;
  const standing = record.chargebacks.filter(({ reinstated }) => !reinstated);
  return {
    ...base,
    type: "source",
    kind,
    source,
    grantKind: grant.kind,
    grantedMicroPt: grant.amountMicroPt,
    clawedMicroPt: sumBuckets(record.clawed),
    refundedMicroPt: record.refundedTotalMicroPt,
    chargedBackMicroPt: sumBuckets(standing),
  };
}

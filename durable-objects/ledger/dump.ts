import type { LedgerState } from "./book.ts";
import { type LedgerDump, toDumpedEntry, toDumpedGrant, toDumpedHold } from "./documents.ts";
import { type LedgerReader, PAGE_MAX } from "./reader.ts";

const DUMP_ENTRIES_MAX = 50_000;

/** Everything an outside program needs to replay the account, from an entry on. */
export function dumpOf(state: LedgerState, reader: LedgerReader, afterSeq: number): LedgerDump {
  const rows = reader.entries({ afterSeq, limit: DUMP_ENTRIES_MAX });
  const last = rows.at(-1)?.seq ?? afterSeq;
  return {
    accountId: state.accountId,
    entries: rows.map(toDumpedEntry),
    nextAfterSeq: last < state.head.entrySeq ? last : null,
    holds: [...state.holds.values()].map(toDumpedHold),
    grants: reader.grants(state.head.grantSeq, PAGE_MAX).map(toDumpedGrant),
  };
}

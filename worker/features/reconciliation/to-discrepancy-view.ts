import type { DiscrepancyView } from "./schema.ts";
import type { DiscrepancyRow } from "./recheck.ts";

/** A discrepancy as the operator sees it. */
export function toDiscrepancyView(row: DiscrepancyRow): DiscrepancyView {
  return {
    id: row.id,
    type: row.type,
    kind: row.kind,
    lane: row.lane,
    object: row.object,
    accountId: row.accountId,
    unit: row.unit,
    currency: row.currency,
    expected: row.expected,
    found: row.found,
    differs: row.differs,
    words: row.words,
    state: row.state,
    ownerId: row.ownerId,
    note: row.note,
    firstSeenAtMs: row.firstSeenAtMs,
    lastSeenAtMs: row.lastSeenAtMs,
    resolvedAtMs: row.resolvedAtMs,
    resolvedBy: row.resolvedBy,
    fixable: row.fixId !== null,
  };
}

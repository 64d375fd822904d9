import { and, eq, lte, type SQL, type SQLWrapper, sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { DAY_MS, MINUTE_MS } from "#core/time";

/** Longer than any attempt takes; a worker that is gone loses its claim after it. */
const CLAIM_MS = MINUTE_MS;
/** What lets nothing through for so long is switched off. */
const FAILING_MS_MAX = 5 * DAY_MS;

/** A table of deliveries that are attempted until one succeeds or the last has failed. */
interface Deliveries extends SQLWrapper {
  id: AnySQLiteColumn;
  state: AnySQLiteColumn;
  tries: AnySQLiteColumn;
  nextTryAtMs: AnySQLiteColumn;
}

/**
 * How a worker takes a delivery whose turn has come: an update of no row says that another was
 * faster, or that it is not its turn. The number of tries is the claim: whoever has lost it meanwhile
 * concludes nothing.
 */
export function claimOf(table: Deliveries, id: string, nowMs: number) {
  return {
    set: { tries: sql`${table.tries} + 1`, nextTryAtMs: nowMs + CLAIM_MS },
    where: and(eq(table.id, id), eq(table.state, "pending"), lte(table.nextTryAtMs, nowMs)),
  };
}

/** Holds while the claim of that delivery does. */
export function isClaimed(
  table: Deliveries,
  { id, tries }: { id: string; tries: number },
): SQL | undefined {
  return and(eq(table.id, id), eq(table.state, "pending"), eq(table.tries, tries));
}

/** As `isClaimed`, for a row of another table that changes with the delivery; before its conclusion. */
export function whileClaimed(table: Deliveries, delivery: { id: string; tries: number }): SQL {
  return sql`EXISTS (SELECT 1 FROM ${table} WHERE ${isClaimed(table, delivery)})`;
}

/** True when what fails now has failed, without a success between, for five days. */
export function isFailingTooLong(failingSinceAtMs: number | null, nowMs: number): boolean {
  return failingSinceAtMs !== null && nowMs - failingSinceAtMs >= FAILING_MS_MAX;
}

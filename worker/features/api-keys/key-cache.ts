import { SECOND_MS } from "#core/time";
import type { KeyRecord } from "./find-key-record.ts";

export interface CachedKey {
  record: KeyRecord;
  /** The epoch of the owner's limiter that the record is at least as new as. */
  epoch: number;
  readAtMs: number;
}

const ENTRIES_MAX = 5_000;
/** A bound on how long a change that nobody announced goes unseen. */
const FRESH_MS = 10 * SECOND_MS;

const entries = new Map<string, CachedKey>();

/** The keys that this isolate knows, by the hash of their secret; least recently used go first. */
export const keyCache = {
  find(secretHash: string, nowMs: number): CachedKey | undefined {
    const entry = entries.get(secretHash);
    if (entry === undefined) return undefined;
    entries.delete(secretHash);
    const ageMs = nowMs - entry.readAtMs;
    if (ageMs < 0 || ageMs > FRESH_MS) return undefined;
    entries.set(secretHash, entry);
    return entry;
  },
  keep(secretHash: string, entry: CachedKey): void {
    entries.set(secretHash, entry);
    if (entries.size <= ENTRIES_MAX) return;
    const oldest = entries.keys().next();
    if (!oldest.done) entries.delete(oldest.value);
  },
  drop(secretHash: string): void {
    entries.delete(secretHash);
  },
};

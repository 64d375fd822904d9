import { SECOND_MS } from "#core/time";

export interface CachedRecord<T> {
  record: T;
  /** The epoch of the owner's limiter that the record is at least as new as. */
  epoch: number;
  readAtMs: number;
}

const ENTRIES_MAX = 5_000;
/** A bound on how long a change that nobody announced goes unseen. */
const FRESH_MS = 10 * SECOND_MS;

/** What this isolate knows of credentials, by name; the least recently used go first. */
export function epochCache<T>() {
  const entries = new Map<string, CachedRecord<T>>();
  return {
    find(name: string, nowMs: number): CachedRecord<T> | undefined {
      const entry = entries.get(name);
      if (entry === undefined) return undefined;
      entries.delete(name);
      const ageMs = nowMs - entry.readAtMs;
      if (ageMs < 0 || ageMs > FRESH_MS) return undefined;
      entries.set(name, entry);
      return entry;
    },
    keep(name: string, entry: CachedRecord<T>): void {
      entries.set(name, entry);
      if (entries.size <= ENTRIES_MAX) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    },
    drop(name: string): void {
      entries.delete(name);
    },
  };
}

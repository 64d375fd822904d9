import { MINUTE_MS } from "#core/time";
import type { SessionRecord } from "./find-session-record.ts";

export interface CachedSession {
  record: SessionRecord;
  /** The epoch of the person's limiter that the record is at least as new as. */
  epoch: number;
  readAtMs: number;
}

const ENTRIES_MAX = 5_000;
/** A bound on how long a change that nobody announced goes unseen. */
const FRESH_MS = MINUTE_MS;

const entries = new Map<string, CachedSession>();

/** The sessions that this isolate knows, by their token; least recently used go first. */
export const sessionCache = {
  find(token: string, nowMs: number): CachedSession | undefined {
    const entry = entries.get(token);
    if (entry === undefined) return undefined;
    entries.delete(token);
    const ageMs = nowMs - entry.readAtMs;
    if (ageMs < 0 || ageMs > FRESH_MS) return undefined;
    entries.set(token, entry);
    return entry;
  },
  keep(token: string, entry: CachedSession): void {
    entries.set(token, entry);
    if (entries.size <= ENTRIES_MAX) return;
    const oldest = entries.keys().next();
    if (!oldest.done) entries.delete(oldest.value);
  },
  drop(token: string): void {
    entries.delete(token);
  },
};

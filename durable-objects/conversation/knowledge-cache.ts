import { SEARCH_INDEX_VERSION, type SearchIndex } from "#platform/ai/builtin/search-index";
import type { Log } from "#platform/log";
import type { KnowledgeRef } from "./commands.ts";

/** Indexes of the last conversations in this isolate; a key is never written twice. */
const KEPT_MAX = 32;
const kept = new Map<string, SearchIndex>();

/**
 * The stored indexes of `refs`, in their order. One that is gone or of another version is left out:
 * an answer without it is better than none.
 */
export async function loadIndexes(
  bucket: R2Bucket,
  refs: readonly KnowledgeRef[],
  log: Log,
): Promise<SearchIndex[]> {
  const found = await Promise.all(
    refs.map(async ({ indexKey }) => kept.get(indexKey) ?? (await read(bucket, indexKey, log))),
  );
  return found.filter((index) => index !== undefined);
}

async function read(bucket: R2Bucket, key: string, log: Log): Promise<SearchIndex | undefined> {
  try {
    const stored = await bucket.get(key);
    const index = stored === null ? undefined : await stored.json<SearchIndex>();
    if (index?.version !== SEARCH_INDEX_VERSION) {
      log.warn("conversation.index-missing", { key });
      return undefined;
    }
    kept.set(key, index);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_MAX && oldest !== undefined) kept.delete(oldest);
    return index;
  } catch (cause) {
    log.error("conversation.index-unreadable", cause, { key });
    return undefined;
  }
}

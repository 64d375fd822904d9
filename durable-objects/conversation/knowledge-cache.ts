import type { DocumentId } from "#core/ids";
import { SEARCH_INDEX_VERSION, type SearchIndex } from "#platform/ai/builtin/search-index";
import { withFaults } from "#platform/faults";
import type { Log } from "#platform/log";
import { documentKeys } from "./document-keys.ts";

/** So much of stored indexes stays in this isolate's memory, the last read ones. */
const KEPT_BYTES_MAX = 24_000_000;
const kept = new Map<DocumentId, { index: SearchIndex; bytes: number }>();
let keptBytes = 0;

/**
 * The search indexes of documents, in their order. One that is gone or of another version is left
 * out: an answer without it is better than none.
 */
export async function loadIndexes(
  bucket: R2Bucket,
  documentIds: readonly DocumentId[],
  log: Log,
): Promise<SearchIndex[]> {
  const found = await Promise.all(
    documentIds.map(async (id) => kept.get(id)?.index ?? (await read(bucket, id, log))),
  );
  return found.filter((index) => index !== undefined);
}

async function read(bucket: R2Bucket, id: DocumentId, log: Log): Promise<SearchIndex | undefined> {
  try {
    const stored = await withFaults("r2", () => bucket.get(documentKeys.index(id)));
    const index = await stored?.json<SearchIndex>();
    if (stored === null || index?.version !== SEARCH_INDEX_VERSION) {
      log.warn("conversation.index-missing", { documentId: id });
      return undefined;
    }
    keep(id, index, stored.size);
    return index;
  } catch (cause) {
    log.error("conversation.index-unreadable", cause, { documentId: id });
    return undefined;
  }
}

function keep(id: DocumentId, index: SearchIndex, bytes: number): void {
  if (kept.has(id)) return;
  kept.set(id, { index, bytes });
  keptBytes += bytes;
  for (const [oldest, { bytes: freed }] of kept) {
    if (keptBytes <= KEPT_BYTES_MAX || oldest === id) return;
    kept.delete(oldest);
    keptBytes -= freed;
  }
}

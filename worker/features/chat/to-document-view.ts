import type { DocumentView } from "./schema.ts";
import type { documents } from "./tables.ts";

export function toDocumentView(row: typeof documents.$inferSelect): DocumentView {
  const { id, name, contentType, byteSize, characters, pages, conversationId, createdAtMs } = row;
  return { id, name, contentType, byteSize, characters, pages, conversationId, createdAtMs };
}

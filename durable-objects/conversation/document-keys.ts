import type { DocumentId } from "#core/ids";

/** Where a document's parts lie in the bucket. None of them is ever written twice. */
export const documentKeys = {
  bytes: (id: DocumentId) => `documents/${id}/bytes`,
  text: (id: DocumentId) => `documents/${id}/text`,
  /** The search index of its text. */
  index: (id: DocumentId) => `documents/${id}/index`,
};

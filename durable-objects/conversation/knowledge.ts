import { searchIndex } from "#platform/ai/builtin/search";
import type { IndexedPassage, SearchIndex } from "#platform/ai/builtin/search-index";
import type { ContextPassage } from "#platform/ai/provider";
import type { AttachmentRef } from "./documents.ts";

/** A model reads at most so many passages and characters of documents with one question. */
const PASSAGES_MAX = 10;
const PASSAGE_CHARS_MAX = 16_000;
/** Of a document that was attached to the question itself, so much is read from its start. */
const ATTACHED_PASSAGES_MAX = 6;

/**
 * The passages that a language model gets with a question: the beginning of what was attached to
 * it, then what the search finds, each passage once, within a bound of length.
 */
export function pickPassages(
  indexes: readonly SearchIndex[],
  question: string,
  attachments: readonly AttachmentRef[],
): ContextPassage[] {
  const wanted = new Map<IndexedPassage, SearchIndex>();
  for (const index of indexes) {
    for (const { id } of attachments) {
      const document = index.documents.findIndex((one) => one.id === id);
      if (document === -1) continue;
      const passages = index.passages.filter((passage) => passage.document === document);
      for (const passage of passages.slice(0, ATTACHED_PASSAGES_MAX)) wanted.set(passage, index);
    }
  }
  const hits = indexes.flatMap((index) => searchIndex(index, question, PASSAGES_MAX));
  for (const hit of hits.sort((a, b) => b.score - a.score)) wanted.set(hit.passage, hit.index);
  const picked: ContextPassage[] = [];
  let chars = 0;
  for (const [passage, index] of wanted) {
    chars += passage.text.length;
    if (picked.length === PASSAGES_MAX + ATTACHED_PASSAGES_MAX || chars > PASSAGE_CHARS_MAX) break;
    const document = index.documents[passage.document];
    if (document === undefined) continue;
    const { id, title, url } = document;
    const text = passage.heading === "" ? passage.text : `${passage.heading}\n${passage.text}`;
    picked.push({ documentId: id, title, text, ...(url === undefined ? {} : { url }) });
  }
  return picked;
}

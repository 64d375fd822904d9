import { searchTerms, toQuery } from "#platform/ai/builtin/search";
import type { IndexedPassage, SearchIndex } from "#platform/ai/builtin/search-index";
import type { ContextPassage } from "#platform/ai/provider";
import type { AttachmentRef } from "./documents.ts";

/** A model reads at most so many found passages and characters of documents with one question. */
const PASSAGES_MAX = 10;
const PASSAGE_CHARS_MAX = 16_000;
/** Of a document that was attached to the question itself, so many are read from its start. */
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
  if (indexes.length === 0) return [];
  const wanted = new Map<IndexedPassage, SearchIndex>();
  for (const { id } of attachments) {
    for (const index of indexes) {
      const document = index.documents.findIndex((one) => one.id === id);
      const passages = index.passages.filter((passage) => passage.document === document);
      for (const passage of passages.slice(0, ATTACHED_PASSAGES_MAX)) wanted.set(passage, index);
    }
  }
  const languages = [...new Set(indexes.flatMap((index) => index.languages))];
  const { hits } = searchTerms(indexes, toQuery(question, languages), PASSAGES_MAX);
  for (const hit of hits) wanted.set(hit.passage, hit.index);
  const picked: ContextPassage[] = [];
  let chars = 0;
  for (const [passage, index] of wanted) {
    const document = index.documents[passage.document];
    chars += passage.text.length;
    if (chars > PASSAGE_CHARS_MAX) break;
    if (document === undefined) continue;
    const { id, title, url } = document;
    const text = passage.heading === "" ? passage.text : `${passage.heading}\n${passage.text}`;
    picked.push({ documentId: id, title, text, ...(url === undefined ? {} : { url }) });
  }
  return picked;
}

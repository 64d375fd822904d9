import { detectLanguage, isStopWord, stem } from "./language.ts";
import {
  SEARCH_INDEX_VERSION,
  type IndexedPassage,
  type Language,
  type SearchIndex,
  type SourceDocument,
} from "./search-index.ts";
import { toPassages } from "./segment.ts";
import { toWords } from "./words.ts";

type Field = 0 | 1 | 2;

/** Cuts documents into passages and indexes their words. Pure; cost grows with the text's length. */
export function buildIndex(documents: readonly SourceDocument[]): SearchIndex {
  const index: SearchIndex = {
    version: SEARCH_INDEX_VERSION,
    documents: [],
    passages: [],
    terms: [],
    postings: [],
    languages: [],
    lengthTotals: [0, 0, 0],
  };
  const positions = new Map<string, number>();
  for (const [document, { id, title, text, url }] of documents.entries()) {
    const language = detectLanguage(`${title}\n${text}`, "en");
    index.documents.push({ id, title, language, ...(url === undefined ? {} : { url }) });
    if (!index.languages.includes(language)) index.languages.push(language);
    const titleTerms = toTerms(title, language);
    for (const passage of toPassages(text)) {
      const fields = [
        titleTerms,
        toTerms(passage.heading, language),
        toTerms(passage.text, language),
      ];
      addPassage(index, positions, { ...passage, document, lengths: [0, 0, 0] }, fields);
    }
  }
  return index;
}

/** Numbers of list items and of headings, which say nothing about the subject. */
const ITEM_NUMBER = /^[ \t]*\d{1,3}[.)]\s/gm;

/** `language:stem` of every word of `text` that is about something, in order, with repetitions. */
export function toTerms(text: string, language: Language): string[] {
  const terms: string[] = [];
  for (const word of toWords(text.replaceAll(ITEM_NUMBER, ""))) {
    if (!isStopWord(word, language)) terms.push(`${language}:${stem(word, language)}`);
  }
  return terms;
}

function addPassage(
  index: SearchIndex,
  positions: Map<string, number>,
  passage: IndexedPassage,
  fields: readonly string[][],
): void {
  const counts = new Map<string, [number, number, number]>();
  for (const [at, terms] of fields.entries()) {
    const field = at as Field;
    passage.lengths[field] = terms.length;
    index.lengthTotals[field] += terms.length;
    for (const term of terms) {
      const times = counts.get(term) ?? [0, 0, 0];
      times[field]++;
      counts.set(term, times);
    }
  }
  const number = index.passages.push(passage) - 1;
  for (const [term, times] of counts) {
    let position = positions.get(term);
    if (position === undefined) {
      position = index.terms.push(term) - 1;
      index.postings.push([]);
      positions.set(term, position);
    }
    index.postings[position]?.push(number, ...times);
  }
}

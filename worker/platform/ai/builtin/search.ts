import { isStopWord, stem } from "./language.ts";
import type { IndexedPassage, Language, SearchIndex } from "./search-index.ts";
import { toWords } from "./words.ts";

/** A word to look for, with others that mean nearly the same and count half. */
export interface QueryTerm {
  word: string;
  related: string[];
  /** How much it counts against the others; 1 for a word of the question itself. */
  weight: number;
}

export interface SearchHit {
  index: SearchIndex;
  passage: IndexedPassage;
  score: number;
  /** Which of the query's terms the passage holds, by position. */
  matched: number[];
}

export interface SearchResult {
  /** Best first; equal scores in the documents' order. */
  hits: SearchHit[];
  /** How rare each term of the query is, by position: high for words that no passage holds. */
  rarities: number[];
}

/**
 * BM25F. A word in the title or a heading counts more than one in the text, and its count is
 * dampened by the length of its own field. Robertson and Zaragoza, "The Probabilistic Relevance
 * Framework: BM25 and Beyond" (2009), section 3.6; the inverse document frequency is Lucene's,
 * which is never negative.
 */
const SATURATION = 1.2;
const fieldWeights = [2, 2.5, 1] as const;
const lengthDampings = [0.5, 0.5, 0.75] as const;

/** The `k` passages that fit `query` best. */
export function searchIndex(index: SearchIndex, query: string, k: number): SearchHit[] {
  return searchTerms([index], toQuery(query, index.languages), k).hits;
}

/** The words of `query` that are about something in any of `spoken`, each once. */
export function toQuery(query: string, spoken: readonly Language[]): QueryTerm[] {
  const words = new Set(toWords(query));
  return [...words]
    .filter((word) => !spoken.some((language) => isStopWord(word, language)))
    .map((word) => ({ word, related: [], weight: 1 }));
}

/** Searches several indexes as if they were one. */
export function searchTerms(
  indexes: readonly SearchIndex[],
  query: readonly QueryTerm[],
  k: number,
): SearchResult {
  const corpus = measure(indexes);
  const scores = indexes.map(() => new Map<number, { score: number; matched: number[] }>());
  const rarities = query.map((term, position) => {
    const found = indexes.map((index) => frequencies(index, term, corpus.averages));
    const passages = found.reduce((sum, one) => sum + one.size, 0);
    const rarity = Math.log(1 + (corpus.passages - passages + 0.5) / (passages + 0.5));
    for (const [at, one] of found.entries()) {
      for (const [passage, frequency] of one) {
        const entry = scores[at]?.get(passage) ?? { score: 0, matched: [] };
        entry.score += (term.weight * rarity * frequency) / (SATURATION + frequency);
        entry.matched.push(position);
        scores[at]?.set(passage, entry);
      }
    }
    return rarity;
  });
  const hits: SearchHit[] = [];
  for (const [at, index] of indexes.entries()) {
    for (const [number, entry] of scores[at] ?? []) {
      const passage = index.passages[number];
      if (passage !== undefined) hits.push({ index, passage, ...entry });
    }
  }
  hits.sort((a, b) => b.score - a.score);
  return { hits: hits.slice(0, k), rarities };
}

type Averages = readonly [number, number, number];

function measure(indexes: readonly SearchIndex[]): { passages: number; averages: Averages } {
  const totals: [number, number, number] = [0, 0, 0];
  let passages = 0;
  for (const index of indexes) {
    passages += index.passages.length;
    for (const field of [0, 1, 2] as const) totals[field] += index.lengthTotals[field];
  }
  const average = (total: number) => (total === 0 ? 1 : total / passages);
  return { passages, averages: [average(totals[0]), average(totals[1]), average(totals[2])] };
}

/** Per passage that holds the term, how often, weighted and dampened by field. */
function frequencies(index: SearchIndex, term: QueryTerm, averages: Averages): Map<number, number> {
  const result = new Map<number, number>();
  const positions = getPositions(index);
  for (const [key, factor] of termKeys(term, index.languages)) {
    const postings = index.postings[positions.get(key) ?? -1] ?? [];
    for (let at = 0; at + 3 < postings.length; at += 4) {
      const number = postings[at] ?? 0;
      const lengths = index.passages[number]?.lengths ?? [0, 0, 0];
      let frequency = 0;
      for (const field of [0, 1, 2] as const) {
        const damping = lengthDampings[field];
        const relativeLength = lengths[field] / averages[field];
        frequency +=
          (fieldWeights[field] * (postings[at + 1 + field] ?? 0)) /
          (1 - damping + damping * relativeLength);
      }
      result.set(number, (result.get(number) ?? 0) + factor * frequency);
    }
  }
  return result;
}

const RELATED_FACTOR = 0.5;

/** The keys under which an index may hold the term, each with how much it counts. */
export function termKeys(term: QueryTerm, spoken: readonly Language[]): Map<string, number> {
  const keys = new Map<string, number>();
  for (const language of spoken) {
    for (const word of term.related)
      keys.set(`${language}:${stem(word, language)}`, RELATED_FACTOR);
  }
  for (const language of spoken) keys.set(`${language}:${stem(term.word, language)}`, 1);
  return keys;
}

const positionsByIndex = new WeakMap<SearchIndex, Map<string, number>>();

/** Where each term's postings are; made at the first search, since a plain index holds no map. */
function getPositions(index: SearchIndex): Map<string, number> {
  let positions = positionsByIndex.get(index);
  if (positions === undefined) {
    positions = new Map(index.terms.map((term, position) => [term, position]));
    positionsByIndex.set(index, positions);
  }
  return positions;
}

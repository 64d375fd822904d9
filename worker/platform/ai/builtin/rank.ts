import { toTerms } from "./build-index.ts";
import { searchTerms, termKeys, type QueryTerm, type SearchHit } from "./search.ts";
import type { SearchIndex } from "./search-index.ts";

const CANDIDATES = 24;
/** What share of the question, by the rarity of its words, a passage must hold to be quoted. */
const COVERAGE_MIN = 0.36;
/** How near a further passage's score must come to the best one's. */
const FURTHER_SCORE_MIN = 0.55;
/** A title or heading that the question names in full. */
const NAMED_FACTOR = 1.2;
/** What the other passages of the same document add to a passage's score. */
const COMPANY_SHARE = 0.08;
/** No word counts as rarer than one that stands in two passages, or an unknown one would decide all. */
const RARITY_PASSAGES_MIN = 2;

export interface Ranking {
  /** The passages worth quoting, best first; none when the best one holds too little of the question. */
  quotable: SearchHit[];
  /** All that came near, best first. */
  near: SearchHit[];
  rarities: number[];
}

/** Searches, and then weighs what BM25F alone cannot see: named headings and the document around. */
export function rank(
  indexes: readonly SearchIndex[],
  terms: readonly QueryTerm[],
  quotedMax: number,
): Ranking {
  const found = searchTerms(indexes, terms, CANDIDATES);
  const passages = indexes.reduce((sum, index) => sum + index.passages.length, 0);
  const rarest = Math.log(1 + (passages + 0.5) / (RARITY_PASSAGES_MIN + 0.5));
  const rarities = found.rarities.map((rarity) => Math.min(rarity, rarest));
  const weigh = (positions: Iterable<number>) => {
    let sum = 0;
    for (const at of positions) sum += (rarities[at] ?? 0) * (terms[at]?.weight ?? 0);
    return sum;
  };
  const companies = sumByDocument(found.hits);
  const near = found.hits.map(({ index, passage, matched, score }): SearchHit => {
    const hit = { index, passage, matched, score };
    const company = (companies.get(documentOf(hit)) ?? score) - score;
    hit.score = (score + COMPANY_SHARE * company) * namedFactor(hit, terms);
    return hit;
  });
  near.sort((a, b) => b.score - a.score);
  const whole = weigh(terms.keys());
  const best = near[0]?.score ?? 0;
  const quotable = near
    .filter(({ matched }) => whole > 0 && weigh(matched) / whole >= COVERAGE_MIN)
    .filter(({ score }) => score >= best * FURTHER_SCORE_MIN)
    .slice(0, quotedMax);
  return { quotable, near, rarities };
}

function documentOf({ index, passage }: SearchHit) {
  return index.documents[passage.document];
}

function sumByDocument(hits: readonly SearchHit[]) {
  const sums = new Map<ReturnType<typeof documentOf>, number>();
  for (const hit of hits) {
    const document = documentOf(hit);
    sums.set(document, (sums.get(document) ?? 0) + hit.score);
  }
  return sums;
}

function namedFactor(hit: SearchHit, terms: readonly QueryTerm[]): number {
  const document = documentOf(hit);
  if (document === undefined) return 1;
  const asked = new Set(terms.flatMap((term) => [...termKeys(term, [document.language]).keys()]));
  const isNamed = (text: string) => {
    const words = toTerms(text, document.language);
    return words.length > 0 && words.every((word) => asked.has(word));
  };
  const lastHeading = hit.passage.heading.split(" › ").at(-1) ?? "";
  return (isNamed(document.title) ? NAMED_FACTOR : 1) * (isNamed(lastHeading) ? NAMED_FACTOR : 1);
}

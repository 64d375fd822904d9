/** The languages whose words the built-in answerer can reduce to stems. */
export type Language = "en" | "es" | "fr" | "de" | "ar";

/** A document to search. `text` is plain text or Markdown. */
export interface SourceDocument {
  id: string;
  title: string;
  text: string;
  url?: string;
}

/** A piece of a document, small enough to be quoted. */
export interface IndexedPassage {
  /** Position in `documents`. */
  document: number;
  /** The headings above it, outermost first, joined with " › "; empty when there are none. */
  heading: string;
  /** The document's own words, Markdown kept. */
  text: string;
  /** Words in the title, the heading and the text: the field lengths of BM25F. */
  lengths: [title: number, heading: number, body: number];
}

/**
 * The index of some documents: a plain value that survives JSON and structured clone, so that it
 * can be built once and kept. `version` changes with its meaning; an index of another version is
 * to be built again.
 */
export interface SearchIndex {
  version: 1;
  documents: { id: string; title: string; url?: string; language: Language }[];
  passages: IndexedPassage[];
  /** `language:stem`, in the order of `postings`. */
  terms: string[];
  /** Per term, flat groups of four: passage, times in title, in heading, in body. */
  postings: number[][];
  languages: Language[];
  /** Sums of `lengths` over all passages. */
  lengthTotals: [title: number, heading: number, body: number];
}

export const SEARCH_INDEX_VERSION = 1;

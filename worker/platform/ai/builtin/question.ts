import { detectLanguage, isStopWord } from "./language.ts";
import { relatedWords } from "./lexicon.ts";
import type { QueryTerm } from "./search.ts";
import type { Language } from "./search-index.ts";
import { foldWord, toWords } from "./words.ts";

/** A question of fewer words than this may lean on the question before it. */
const OWN_TERMS_MIN = 3;
/** How much the words of the question before, and of the one before that, count. */
const earlierWeights = [0.4, 0.2];
const TERMS_MAX = 24;

/** Words that point back to what was said before. */
const backReferences: Record<Language, string> = {
  en: "it that this they them those these and also else more why then he she its their",
  es: "eso esto ello y también además más entonces porqué aquello",
  fr: "cela ça ce et aussi encore plus pourquoi alors celui celle",
  de: "das dies es und auch noch mehr warum dann davon dafür dazu damit",
  ar: "ذلك هذا هذه تلك و أيضا لماذا إذا أكثر",
};

export interface Question {
  terms: QueryTerm[];
  language: Language;
}

/**
 * The words to search for. A short question, or one that points back, takes words of the earlier
 * questions with it at a lower weight. `earlier` holds the asker's former messages, latest first.
 */
export function readQuestion(
  text: string,
  earlier: readonly string[],
  fallback: Language,
): Question {
  const language = detectLanguage(text, fallback);
  const terms = toTermsOf(text, language, 1);
  if (terms.length >= OWN_TERMS_MIN && !pointsBack(text, language)) return { terms, language };
  for (const [index, weight] of earlierWeights.entries()) {
    const former = earlier[index];
    if (former === undefined) break;
    for (const term of toTermsOf(former, detectLanguage(former, language), weight)) {
      if (!terms.some(({ word }) => word === term.word)) terms.push(term);
    }
  }
  return { terms: terms.slice(0, TERMS_MAX), language };
}

function toTermsOf(text: string, language: Language, weight: number): QueryTerm[] {
  return [...new Set(toWords(text.slice(0, 4_000)))]
    .filter((word) => !isStopWord(word, language))
    .slice(0, TERMS_MAX)
    .map((word) => ({ word, related: relatedWords(word, language), weight }));
}

function pointsBack(text: string, language: Language): boolean {
  const words = toWords(text);
  const references = new Set(backReferences[language].split(" ").map(foldWord));
  return words.length <= 8 && words.some((word) => references.has(word));
}

import { cutText } from "#platform/ai/text";
import { toTerms } from "./build-index.ts";
import { termKeys, type QueryTerm, type SearchHit } from "./search.ts";
import { toSentences } from "./segment.ts";

const SENTENCE_CHARS_MAX = 400;

/** The sentence, list item or line of the passage that says most about the query, without Markdown. */
export function bestSentence(
  hit: SearchHit,
  query: readonly QueryTerm[],
  rarities: readonly number[],
): string {
  const language = hit.index.documents[hit.passage.document]?.language ?? "en";
  const keys = query.map((term) => termKeys(term, [language]));
  let best = "";
  let bestScore = -1;
  for (const sentence of toUnits(hit.passage.text)) {
    const terms = toTerms(sentence, language);
    let score = 0;
    for (const [position, wanted] of keys.entries()) {
      const factor = Math.max(0, ...terms.map((term) => wanted.get(term) ?? 0));
      score += factor * (rarities[position] ?? 0) * (query[position]?.weight ?? 0);
    }
    // A long sentence holds more words by chance, and a very short one rarely says anything.
    score /= 1 + Math.abs(Math.log((terms.length + 1) / 12)) / 4;
    if (score > bestScore) {
      best = sentence;
      bestScore = score;
    }
  }
  return cutText(best, SENTENCE_CHARS_MAX);
}

/** A passage's units for quoting in one line: sentences, list items, table rows. Code is left out. */
function toUnits(text: string): string[] {
  const units: string[] = [];
  for (const block of text.replaceAll(/(```|~~~)[\s\S]*?(\1|$)/g, "\n\n").split(/\n{2,}/)) {
    const isTable = /^\s*\|/.test(block);
    const isList = /^\s*(?:[-*+]|\d+[.)])\s/.test(block);
    if (isTable) {
      for (const row of block.split("\n")) if (/[\p{L}\p{N}]/u.test(row)) units.push(tableRow(row));
    } else if (isList) {
      units.push(...block.split(/\n(?=\s*(?:[-*+]|\d+[.)])\s)/).map(plain));
    } else {
      units.push(...toSentences(block.replaceAll("\n", " ")).map(plain));
    }
  }
  return units.filter((unit) => unit !== "");
}

function tableRow(row: string): string {
  return row
    .split("|")
    .map((cell) => plain(cell))
    .filter((cell) => cell !== "")
    .join(": ");
}

/** Without the marks of lists, quotes and emphasis; on one line. */
function plain(markdown: string): string {
  return markdown
    .replace(/^\s*(?:[-*+>]|\d+[.)])\s+/, "")
    .replaceAll(/\*\*|__/g, "")
    .replaceAll(/\s+/g, " ")
    .trim();
}

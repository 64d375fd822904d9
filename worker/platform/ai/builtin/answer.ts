import { sliceByTokens } from "tokenx";
import { estimateTokens } from "#platform/ai/estimate";
import type { Citation } from "#platform/ai/provider";
import { cutText } from "#platform/ai/text";
import { toLanguage } from "./language.ts";
import { phrases, type Phrases } from "./phrases.ts";
import { readQuestion, type Question } from "./question.ts";
import { bestSentence } from "./quote.ts";
import { rank } from "./rank.ts";
import type { SearchHit } from "./search.ts";
import type { SearchIndex } from "./search-index.ts";
import { recogniseSmallTalk, type SmallTalk } from "./small-talk.ts";

export interface BuiltinAnswer {
  kind: "quotes" | "nothing-found" | "small-talk";
  text: string;
  citations: Citation[];
  /** Question and passages that were quoted from; the answer's own words. By the estimator. */
  inputTokens: number;
  outputTokens: number;
  /** True when the limit of output tokens cut the answer. */
  isCut: boolean;
}

export interface FormerMessage {
  role: string;
  content: string;
}

const QUOTED_MAX = 3;
const TITLES_MAX = 6;
const HELP_PREFIX = "help/";

/**
 * Answers `question` with quotes from the indexed documents. Pure and deterministic. `history`
 * holds the conversation before the question, oldest first; `locale` is the asker's, used where
 * the question's own language is not clear.
 */
export function answer(
  indexes: readonly SearchIndex[],
  question: string,
  history: readonly FormerMessage[],
  locale: string | undefined,
  maxOutputTokens = Number.POSITIVE_INFINITY,
): BuiltinAnswer {
  const preferred = toLanguage(locale);
  const smallTalk = recogniseSmallTalk(question, preferred);
  if (smallTalk !== undefined) {
    const text = chat(smallTalk.kind, phrases[smallTalk.language], indexes);
    return finish("small-talk", [text], [], question, maxOutputTokens);
  }
  const earlier = history.filter(({ role }) => role === "user").map(({ content }) => content);
  const asked = readQuestion(question, earlier.reverse(), preferred);
  const words = phrases[asked.language];
  const { quotable: quoted, near, rarities } = rank(indexes, asked.terms, QUOTED_MAX);
  const lead = quoted[0];
  if (lead === undefined) {
    return finish("nothing-found", [nothing(words, near, indexes)], [], question, maxOutputTokens);
  }
  const citations = quoted.map((hit, index) => {
    const quote = index === 0 ? hit.passage.text : bestSentence(hit, asked.terms, rarities);
    return toCitation(hit, index + 1, quote);
  });
  const full = compose(asked, quoted, citations);
  const short = compose(asked, [lead], citations.slice(0, 1));
  const variants = quoted.length > 1 ? [full, short] : [full];
  const texts = quoted.map(({ passage }) => passage.text);
  return finish("quotes", variants, citations, [question, ...texts].join("\n"), maxOutputTokens);
}

function toCitation(hit: SearchHit, number: number, quote: string): Citation {
  const document = hit.index.documents[hit.passage.document];
  return {
    number,
    documentId: document?.id ?? "",
    title: document?.title ?? "",
    quote: cutText(quote, 280),
    ...(document?.url === undefined ? {} : { url: document.url }),
  };
}

function compose(
  question: Question,
  hits: readonly SearchHit[],
  citations: readonly Citation[],
): string {
  const words = phrases[question.language];
  const [lead, ...further] = hits;
  if (lead === undefined) return "";
  const parts = [introduction(words, citations), `**${titleOf(lead)}** [1]`, lead.passage.text];
  if (further.length > 0) {
    const lines = further.map((hit, index) => {
      const quote = citations[index + 1]?.quote ?? "";
      return `- **${titleOf(hit)}**: ${quote} [${index + 2}]`;
    });
    parts.push(words.seeAlso, lines.join("\n"));
  }
  parts.push(words.sources, listSources(citations));
  const isForeign = hits.some(
    ({ index, passage }) => index.documents[passage.document]?.language !== question.language,
  );
  parts.push(`_${words.disclosure}${isForeign ? ` ${words.otherLanguage}` : ""}_`);
  return parts.join("\n\n");
}

/** One line a document, with the numbers of its quotes. */
function listSources(citations: readonly Citation[]): string {
  const numbers = new Map<string, string>();
  for (const { number, title, url } of citations) {
    const source = link(title, url);
    numbers.set(source, `${numbers.get(source) ?? ""}[${number}] `);
  }
  return [...numbers].map(([source, marks]) => `- ${marks}${source}`).join("\n");
}

function introduction(words: Phrases, citations: readonly Citation[]): string {
  const helps = citations.filter(({ documentId }) => documentId.startsWith(HELP_PREFIX)).length;
  if (helps === 0) return words.fromDocuments;
  return helps === citations.length ? words.fromHelp : words.fromBoth;
}

function titleOf({ index, passage }: SearchHit): string {
  const title = index.documents[passage.document]?.title ?? "";
  return passage.heading === "" ? title : `${title} › ${passage.heading}`;
}

/** Says that nothing was found, and names what there is: what came nearest, then all else in order. */
function nothing(
  words: Phrases,
  near: readonly SearchHit[],
  indexes: readonly SearchIndex[],
): string {
  const nearest = near.flatMap(({ index, passage }) => index.documents[passage.document] ?? []);
  const titles = listTitles([...nearest, ...indexes.flatMap(({ documents }) => documents)]);
  if (titles === "") return `${words.nothingFound}\n\n${words.nothingToSearch}`;
  return `${words.nothingFound}\n\n${words.whatIHave}\n\n${titles}`;
}

function chat(kind: SmallTalk, words: Phrases, indexes: readonly SearchIndex[]): string {
  if (kind === "thanks") return words.thanks;
  if (kind === "bye") return words.bye;
  if (kind === "wellbeing") return words.wellbeing;
  const titles = listTitles(indexes.flatMap(({ documents }) => documents));
  const topics = titles === "" ? words.nothingToSearch : `${words.askAbout}\n\n${titles}`;
  const start = kind === "greeting" ? `${words.greeting} ${words.identity}` : words.identity;
  return `${start}\n\n${topics}`;
}

function listTitles(documents: readonly { title: string; url?: string }[]): string {
  const lines = new Set(documents.map(({ title, url }) => `- ${link(title, url)}`));
  return [...lines].slice(0, TITLES_MAX).join("\n");
}

function link(title: string, url: string | undefined): string {
  const plain = title.replaceAll(/[[\]]/g, "");
  return url === undefined ? plain : `[${plain}](${url})`;
}

/** Takes the first variant that fits into the limit, or cuts the last one. */
function finish(
  kind: BuiltinAnswer["kind"],
  variants: readonly string[],
  citations: Citation[],
  read: string,
  maxOutputTokens: number,
): BuiltinAnswer {
  const whole = variants.find((text) => estimateTokens(text) <= maxOutputTokens);
  const text = whole ?? cutToTokens(variants.at(-1) ?? "", maxOutputTokens);
  return {
    kind,
    text,
    citations: citations.filter(({ number }) => text.includes(`[${number}]`)),
    inputTokens: estimateTokens(read),
    outputTokens: estimateTokens(text),
    isCut: whole === undefined,
  };
}

/** The longest beginning that counts at most so many tokens; a part can count more than its share. */
function cutToTokens(text: string, tokensMax: number): string {
  for (let tokens = tokensMax; tokens > 0; tokens -= 1) {
    const cut = sliceByTokens(text, 0, tokens);
    if (estimateTokens(cut) <= tokensMax) return cut;
  }
  return "";
}

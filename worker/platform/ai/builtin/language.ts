import type { Language } from "./search-index.ts";
import { foldWord, toWords } from "./words.ts";

export const languages = ["en", "es", "fr", "de", "ar"] as const satisfies readonly Language[];

/** Words that say nothing about what a text is about; also how its language is told. */
const stopWordLists: Record<Language, string> = {
  en: `a an the and or but if then than so of in on at to from for with without by about as into over
    under out up down off is are was were be been being am do does did doing done have has had having
    i me my mine we us our you your yours he him his she her it its they them their this that these
    those there here what which who whom whose when where why how can could shall should will would
    may might must not no nor only just also too very more most some any each every all both other
    such same own s t d m re ve ll don doesn isn aren didn won let get got please tell explain show
    give know want need like again while because during`,
  es: `el la los las un una unos unas y o u pero si entonces que de del en a al con sin por para como
    sobre entre hasta desde es son era eran ser sido estar esta este esto estos estas esa ese eso esos
    esas estoy está están hay he ha han haber hacer hace hago yo me mi mis tu tus te se su sus nos
    nosotros nuestro ellos ellas él ella lo le les cual cuál cuales quién quien cuando cuándo donde
    dónde cómo qué porqué cuánto cuanto cuánta puedo puede pueden podemos debo debe no ni solo también
    muy más menos algo alguno alguna todo toda todos todas otro otra mismo ya aquí ahí favor dime
    explica quiero necesito pasa`,
  fr: `le la les un une des du de et ou mais si alors que qui quoi dont où en dans sur sous à au aux
    avec sans par pour comme vers chez est sont était être été suis es sommes êtes ai as a avons avez
    ont avoir fait faire fais je j me m moi mon ma mes tu te t toi ton ta tes il elle on nous vous
    notre nos votre vos ils elles leur leurs se s son sa ses ce c cet cette ces ça cela ceci y ne n pas
    ni non seulement aussi très plus moins quel quelle quels quelles quand comment pourquoi combien
    peux peut peuvent puis dois doit d l qu tout toute tous toutes autre même déjà ici là svp plaît
    explique dis veux voudrais passe`,
  de: `der die das den dem des ein eine einen einem einer eines und oder aber wenn dann als so von vom
    in im an am auf zu zum zur aus bei mit ohne durch für über unter um nach vor ist sind war waren
    sein gewesen bin bist seid hat haben habe hatte wird werden wurde ich mich mir mein meine meinen
    meiner du dich dir dein deine er ihn ihm sie es wir uns unser unsere ihr euch ihre ihren man sich
    dieser diese dieses diesem diesen jener was welche welcher welches wer wen wem wann wo warum
    weshalb wie kann können könnte soll sollte muss müssen darf nicht kein keine keinen nur auch sehr
    mehr weniger etwas alle alles jede jeder andere schon noch hier da bitte sag erklär erkläre möchte
    will gibt passiert`,
  ar: `في من إلى الى على عن مع بدون هذا هذه ذلك تلك هؤلاء التي الذي الذين ما ماذا من هو هي هم نحن أنا
    انا أنت انت كيف متى أين اين لماذا لم لن لا ليس هل كم أي اي كل بعض غير أو او و ثم أن ان إن إذا اذا
    قد كان كانت يكون تكون يمكن يمكنني يمكنك أستطيع لي لك له لها عند عندما بين حتى بعد قبل فقط أيضا
    ايضا جدا أكثر اكثر أقل اقل هنا هناك بين يتم أريد اريد فضلك اشرح يحدث`,
};

let stopWordSets: Record<Language, ReadonlySet<string>> | undefined;

function getStopWords(language: Language): ReadonlySet<string> {
  stopWordSets ??= {
    en: toSet("en"),
    es: toSet("es"),
    fr: toSet("fr"),
    de: toSet("de"),
    ar: toSet("ar"),
  };
  return stopWordSets[language];
}

function toSet(language: Language): ReadonlySet<string> {
  return new Set(stopWordLists[language].split(/\s+/).map(foldWord));
}

/** True when the folded word says nothing about the subject in that language. */
export function isStopWord(word: string, language: Language): boolean {
  return getStopWords(language).has(word);
}

/**
 * The language of a text by its script and its commonest words, or `fallback` when there is no
 * clear sign. Looks at the first 400 words.
 */
export function detectLanguage(text: string, fallback: Language): Language {
  const words = toWords(text.slice(0, 4_000)).slice(0, 400);
  const arabic = words.filter((word) => /^\p{Script=Arabic}/u.test(word)).length;
  if (arabic * 2 > words.length) return "ar";
  let best = fallback;
  let bestHits = 0;
  for (const language of languages) {
    const hits = words.filter((word) => isStopWord(word, language)).length;
    if (hits > bestHits || (hits === bestHits && language === fallback)) {
      best = language;
      bestHits = hits;
    }
  }
  return bestHits >= 2 ? best : fallback;
}

/** One of the five languages for a locale like `de-AT`; English for any other. */
export function toLanguage(locale: string | undefined): Language {
  const base = (locale ?? "en").toLowerCase().split(/[-_]/, 1)[0];
  return languages.find((language) => language === base) ?? "en";
}

/** The light stem of a folded word: inflections go, derivations mostly stay. */
export function stem(word: string, language: Language): string {
  if (word.length < 3 || /\d/.test(word)) return word;
  return stemmers[language](word);
}

const stemmers: Record<Language, (word: string) => string> = {
  en: stemEnglish,
  es: (word) =>
    cutSuffix(
      cutSuffix(cutSuffix(word, ["mente"], 4), ["es", "s"], 3),
      ["cion", "ar", "er", "ir", "a", "o", "e"],
      3,
    ),
  fr: (word) =>
    cutSuffix(cutSuffix(cutSuffix(word, ["s", "x"], 3), ["ement", "er", "ez", "e"], 3), ["e"], 3),
  de: (word) =>
    cutSuffix(
      cutSuffix(word, ["ungen", "ung"], 4),
      ["ern", "em", "en", "er", "es", "e", "n", "s"],
      3,
    ),
  ar: stemArabic,
};

/** Cuts the first of `suffixes` that leaves at least `charsMin` characters. */
function cutSuffix(word: string, suffixes: readonly string[], charsMin: number): string {
  for (const suffix of suffixes) {
    if (word.length - suffix.length >= charsMin && word.endsWith(suffix)) {
      return word.slice(0, -suffix.length);
    }
  }
  return word;
}

function stemEnglish(word: string): string {
  let stemmed = word;
  if (stemmed.endsWith("ies") && stemmed.length > 4) stemmed = `${stemmed.slice(0, -3)}y`;
  else if (/(?:[sxz]|ch|sh)es$/.test(stemmed)) stemmed = cutSuffix(stemmed, ["es"], 3);
  else if (!/(?:ss|us|is)$/.test(stemmed)) stemmed = cutSuffix(stemmed, ["s"], 3);
  stemmed = cutSuffix(stemmed, ["ment"], 5);
  const root = cutSuffix(stemmed, ["ing", "ed"], 3);
  if (root !== stemmed && /[aeiouy]/.test(root)) {
    stemmed = /([bdfgklmnprt])\1$/.test(root) && !root.endsWith("ll") ? root.slice(0, -1) : root;
  }
  return cutSuffix(stemmed, ["e"], 3);
}

/** After the light stemmer of Larkey, Ballesteros and Connell (2002), "light10". */
function stemArabic(word: string): string {
  let stemmed = word;
  if (stemmed.length > 3 && stemmed.startsWith("و")) stemmed = stemmed.slice(1);
  for (const prefix of ["وال", "بال", "كال", "فال", "لل", "ال"]) {
    if (stemmed.startsWith(prefix) && stemmed.length - prefix.length >= 2) {
      stemmed = stemmed.slice(prefix.length);
      break;
    }
  }
  const suffixes = ["ها", "ان", "ات", "ون", "ين", "يه", "ه", "ي"];
  return cutSuffix(stemmed, suffixes, 2);
}

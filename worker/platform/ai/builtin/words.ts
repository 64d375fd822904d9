const WORD = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts that put no spaces between words. */
const UNSPACED =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
const WORD_CHARS_MAX = 64;

let segmenter: Intl.Segmenter | undefined;

/**
 * The words of a text as they are compared: lower case, without diacritics or vowel marks. Words
 * above 64 characters are cut there, so that a hostile document cannot fill the index.
 */
export function toWords(text: string): string[] {
  const words: string[] = [];
  for (const [found] of text.matchAll(WORD)) {
    if (UNSPACED.test(found)) {
      segmenter ??= new Intl.Segmenter(undefined, { granularity: "word" });
      for (const { segment } of segmenter.segment(found)) words.push(foldWord(segment));
    } else {
      words.push(foldWord(found.slice(0, WORD_CHARS_MAX)));
    }
  }
  return words;
}

/** Case and diacritics folded: "Straße" → "strasse", "Ñandú" → "nandu", "أَسعار" → "اسعار". */
export function foldWord(word: string): string {
  if (/^[a-z0-9]+$/.test(word)) return word;
  return word
    .normalize("NFKD")
    .replaceAll(/[\p{M}\u0640]/gu, "")
    .normalize("NFC")
    .toLowerCase()
    .replaceAll("ß", "ss")
    .replaceAll("æ", "ae")
    .replaceAll("œ", "oe")
    .replaceAll("ø", "o")
    .replaceAll("ł", "l")
    .replaceAll("ى", "ي")
    .replaceAll("ة", "ه");
}

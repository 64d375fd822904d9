/** A part of a document under one heading, as it will be quoted. */
export interface Passage {
  /** Headings above it, outermost first, joined with " › ". */
  heading: string;
  text: string;
}

/** Passages grow by whole blocks up to about this size, and never beyond the second. */
const PASSAGE_CHARS = 1_000;
const PASSAGE_CHARS_MAX = 1_600;

let segmenter: Intl.Segmenter | undefined;

/** The sentences of a text, their spaces trimmed. */
export function toSentences(text: string): string[] {
  segmenter ??= new Intl.Segmenter(undefined, { granularity: "sentence" });
  const sentences: string[] = [];
  for (const { segment } of segmenter.segment(text)) {
    const sentence = segment.trim();
    if (sentence !== "") sentences.push(sentence);
  }
  return sentences;
}

/**
 * Cuts plain text or Markdown into passages: never across headings; lists, tables and code stay
 * whole where they fit; long paragraphs are cut between sentences.
 */
export function toPassages(text: string): Passage[] {
  const passages: Passage[] = [];
  const headings: string[] = [];
  let open: string[] = [];
  let openChars = 0;
  const close = () => {
    const body = open.join("\n\n").trim();
    if (body !== "") passages.push({ heading: headings.filter(Boolean).join(" › "), text: body });
    open = [];
    openChars = 0;
  };
  for (const block of toBlocks(text)) {
    const heading = findHeading(block);
    if (heading !== undefined) {
      close();
      headings.length = Math.min(headings.length, heading.level - 1);
      headings[heading.level - 1] = heading.text;
      continue;
    }
    for (const part of splitLong(block)) {
      if (openChars > 0 && openChars + part.length > PASSAGE_CHARS) close();
      open.push(part);
      openChars += part.length;
    }
  }
  close();
  return passages;
}

/** The heading that a block is, without its marks and cut at 200 characters. */
function findHeading(block: string): { level: number; text: string } | undefined {
  const marks = /^#{1,6}(?=\s)/.exec(block)?.[0];
  if (marks === undefined || block.includes("\n")) return undefined;
  let text = block.slice(marks.length).trim();
  let end = text.length;
  while (text[end - 1] === "#") end--;
  if (end === 0 || /\s/.test(text.charAt(end - 1))) text = text.slice(0, end).trimEnd();
  return { level: marks.length, text: text.slice(0, 200) };
}

/** Paragraphs, whole lists, whole tables, fenced code and single heading lines. */
function toBlocks(text: string): string[] {
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence: string | undefined;
  const close = () => {
    if (lines.length > 0) blocks.push(lines.join("\n"));
    lines = [];
  };
  for (const line of text.replaceAll(/\r\n?/g, "\n").split("\n")) {
    const mark = /^\s{0,3}(```|~~~)/.exec(line)?.[1];
    if (fence !== undefined) {
      lines.push(line);
      if (mark === fence) fence = undefined;
    } else if (mark !== undefined) {
      fence = mark;
      lines.push(line);
    } else if (line.trim() === "") {
      close();
    } else if (/^#{1,6}\s/.test(line)) {
      close();
      blocks.push(line.trim());
    } else {
      lines.push(line.trimEnd());
    }
  }
  close();
  return blocks;
}

/** Pieces of at most 1,600 characters, cut between sentences, else between words, else anywhere. */
function splitLong(block: string): string[] {
  if (block.length <= PASSAGE_CHARS_MAX) return [block];
  const pieces: string[] = [];
  let open = "";
  for (const sentence of toSentences(block).flatMap(splitWords)) {
    if (open !== "" && open.length + sentence.length > PASSAGE_CHARS) {
      pieces.push(open);
      open = "";
    }
    open = open === "" ? sentence : `${open} ${sentence}`;
  }
  if (open !== "") pieces.push(open);
  return pieces;
}

function splitWords(sentence: string): string[] {
  const pieces: string[] = [];
  let rest = sentence;
  while (rest.length > PASSAGE_CHARS) {
    const space = rest.lastIndexOf(" ", PASSAGE_CHARS);
    const isHalfPair = /[\uD800-\uDBFF]/.test(rest.charAt(PASSAGE_CHARS - 1));
    const at = space > PASSAGE_CHARS / 2 ? space : PASSAGE_CHARS - (isHalfPair ? 1 : 0);
    pieces.push(rest.slice(0, at).trim());
    rest = rest.slice(at).trim();
  }
  if (rest !== "") pieces.push(rest);
  return pieces;
}

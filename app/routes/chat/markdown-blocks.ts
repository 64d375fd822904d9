/**
 * Cuts Markdown at blank lines into blocks that can be rendered on their own, so that a growing
 * answer renders only its last block again. Fences, display math, lists and quotes stay whole; a
 * text with link definitions is one block, because they reach over all of it.
 */
export function splitMarkdown(text: string): string[] {
  if (/^ {0,3}\[[^\]]+\]:/m.test(text)) return [text];
  const blocks: string[] = [];
  let lines: string[] = [];
  let fence: string | null = null;
  let blank = false;
  for (const line of text.split("\n")) {
    if (fence === null && blank && line.trim() !== "" && isCut(lines, line)) {
      blocks.push(lines.join("\n"));
      lines = [];
    }
    lines.push(line);
    fence = fenceAfter(fence, line);
    blank = line.trim() === "";
  }
  if (lines.some((line) => line.trim() !== "")) blocks.push(lines.join("\n"));
  return blocks;
}

/** True when the text may hold TeX, which alone loads the renderer for it. */
export function hasMath(text: string): boolean {
  return /\$\$[\s\S]+?\$\$|\$[^\s$](?:[^$\n]*[^\s$])?\$(?!\d)|\\\(|\\\[/.test(text);
}

const CODE = /(```[\s\S]*?(?:```|$)|`[^`\n]*`)/;
const SINGLE = /(?<![$\\])\$(?=[^\s$])([^$\n]*?[^\s$])\$(?![\d$])/g;

/**
 * Puts every way in which models write TeX, `\(…\)`, `\[…\]` and `$…$`, into the double dollars that
 * the renderer reads; what looks like prices (`$5 and $6`) stays text, and so does code.
 */
export function dollarMath(text: string): string {
  return text
    .split(CODE)
    .map((part, index) => {
      if (index % 2 === 1) return part;
      return part
        .replace(/\\\[([\s\S]+?)\\\]/g, (_, tex: string) => `\n$$\n${tex.trim()}\n$$\n`)
        .replace(/\\\((.+?)\\\)/g, (_, tex: string) => `$$${tex.trim()}$$`)
        .replace(SINGLE, (_, tex: string) => `$$${tex}$$`);
    })
    .join("");
}

function isCut(lines: string[], next: string): boolean {
  if (/^\s/.test(next)) return false;
  const first = lines.find((line) => line.trim() !== "") ?? "";
  const inList = isListItem(first);
  return !(inList && isListItem(next)) && !(first.startsWith(">") && next.startsWith(">"));
}

function isListItem(line: string): boolean {
  return /^ {0,3}(?:[-*+]|\d{1,9}[.)])\s/.test(line);
}

function fenceAfter(fence: string | null, line: string): string | null {
  const mark = /^ {0,3}(`{3,}|~{3,}|\$\$)(.*)$/.exec(line);
  const open = mark?.[1];
  if (open === undefined) return fence;
  const rest = mark?.[2] ?? "";
  if (fence === null) return open === "$$" && rest.includes("$$") ? null : open;
  const closes = open[0] === fence[0] && open.length >= fence.length && rest.trim() === "";
  return closes ? null : fence;
}

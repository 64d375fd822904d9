/** The little of Markdown that the answers on the start page are written in. */
export type Inline =
  | { type: "text" | "strong" | "em" | "code"; text: string }
  | { type: "link"; text: string; href: string };

export type Block =
  | { type: "paragraph" | "heading" | "quote"; inlines: Inline[] }
  | { type: "list"; ordered: boolean; items: Inline[][] }
  | { type: "code"; text: string };

const INLINE = /\*\*([^*]+)\*\*|`([^`]+)`|\[([^\]]+)\]\(([^)\s]+)\)|\b_([^_\n]+)_(?!\w)/g;

/** Links only to this site or over https; anything else stays text. */
function isSafe(href: string): boolean {
  return /^(?:\/(?!\/)|#|https:\/\/)/.test(href);
}

export function parseInlines(text: string): Inline[] {
  const inlines: Inline[] = [];
  let at = 0;
  for (const match of text.matchAll(INLINE)) {
    if (match.index > at) inlines.push({ type: "text", text: text.slice(at, match.index) });
    const [whole, strong, code, label, href, em] = match;
    if (strong !== undefined) inlines.push({ type: "strong", text: strong });
    else if (em !== undefined) inlines.push({ type: "em", text: em });
    else if (code !== undefined) inlines.push({ type: "code", text: code });
    else if (label !== undefined && href !== undefined && isSafe(href)) {
      inlines.push({ type: "link", text: label, href });
    } else inlines.push({ type: "text", text: whole });
    at = match.index + whole.length;
  }
  if (at < text.length) inlines.push({ type: "text", text: text.slice(at) });
  return inlines;
}

function parseChunk(chunk: string): Block[] {
  const lines = chunk.split("\n");
  const listed = lines.filter((line) => /^\s*(?:[-*+]|\d+[.)])\s+/.test(line));
  if (listed.length === lines.length) {
    const items = lines.map((line) => parseInlines(line.replace(/^\s*(?:[-*+]|\d+[.)])\s+/, "")));
    return [{ type: "list", ordered: /^\s*\d/.test(lines[0] ?? ""), items }];
  }
  const heading = /^#{1,6}\s+(.+)$/.exec(lines[0] ?? "");
  if (heading !== null) {
    const block: Block = { type: "heading", inlines: parseInlines(heading[1] ?? "") };
    const rest = lines.slice(1).join("\n");
    return rest.trim() === "" ? [block] : [block, ...parseChunk(rest)];
  }
  if (lines.every((line) => line.startsWith(">"))) {
    const text = lines.map((line) => line.replace(/^>\s?/, "")).join(" ");
    return [{ type: "quote", inlines: parseInlines(text) }];
  }
  return [{ type: "paragraph", inlines: parseInlines(lines.join("\n")) }];
}

/** Blocks of a text that may still be growing: an open code fence counts as closed. */
export function parseMarkdown(text: string): Block[] {
  return text.split(/^```[^\n]*\n?/m).flatMap((part, index): Block[] => {
    if (index % 2 === 1) return [{ type: "code", text: part.replace(/\n$/, "") }];
    return part
      .split(/\n{2,}/)
      .map((chunk) => chunk.trim())
      .filter((chunk) => chunk !== "")
      .flatMap(parseChunk);
  });
}

const TITLE_CHARS_MAX = 60;

/**
 * A title from the first message, by rule: its first line that says something, without Markdown's
 * marks, cut between words.
 */
export function titleFrom(text: string): string {
  const lines = text.split(/\r?\n/).map((line) => plain(line));
  const line = lines.find((one) => /[\p{L}\p{N}]/u.test(one)) ?? lines.find((one) => one !== "");
  return shorten(line ?? "");
}

function plain(line: string): string {
  return line
    .replace(/^\s*(?:#{1,6}|>|[-*+]|\d{1,3}[.)])\s+/, "")
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/[`*_~]+/g, "")
    .replace(/\s+/g, " ")
    .trim();
}

function shorten(line: string): string {
  const chars = Array.from(line);
  if (chars.length <= TITLE_CHARS_MAX) return line;
  const cut = chars.slice(0, TITLE_CHARS_MAX - 1).join("");
  const space = cut.lastIndexOf(" ");
  return `${(space > TITLE_CHARS_MAX / 2 ? cut.slice(0, space) : cut).trimEnd()}…`;
}

/** A Markdown file with its head of `name: value` lines between two rules. */
export interface Article {
  /** Its file name without folder and ending. */
  slug: string;
  head: Record<string, string>;
  text: string;
}

/** Reads head and text of a Markdown file; a file without a head is all text. */
export function parseArticle(path: string, source: string): Article {
  const slug = path.replace(/^.*\//, "").replace(/\.md$/, "");
  const found = /^---\n([\s\S]*?)\n---\n/.exec(source);
  if (found === null) return { slug, head: {}, text: source };
  const head: Record<string, string> = {};
  for (const line of (found[1] ?? "").split("\n")) {
    const [, name, value] = /^(\w+):\s*(.*)$/.exec(line) ?? [];
    if (name !== undefined) head[name] = (value ?? "").replace(/^"(.*)"$/, "$1");
  }
  return { slug, head, text: source.slice(found[0].length).trim() };
}

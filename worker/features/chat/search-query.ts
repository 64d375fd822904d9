const TERMS_MAX = 10;
const TERM_CHARS_MAX = 60;

/**
 * What a person typed as an FTS5 expression that finds every word, the last one also as a beginning,
 * in the messages of one workspace only. Every word is quoted, so nothing that is typed has a
 * meaning of its own there. Undefined when there is no word to look for.
 * https://www.sqlite.org/fts5.html#full_text_query_syntax
 */
export function toSearchQuery(workspaceId: string, typed: string): string | undefined {
  const words = typed
    .toWellFormed()
    .split(/[^\p{L}\p{N}\p{M}]+/u)
    .filter((word) => word !== "")
    .slice(0, TERMS_MAX)
    .map((word) => `"${Array.from(word).slice(0, TERM_CHARS_MAX).join("")}"`);
  if (words.length === 0) return undefined;
  const scope = workspaceId.replace(/[^\p{L}\p{N}]+/gu, " ");
  return `workspace_id : "${scope}" AND text : (${words.join(" AND ")}*)`;
}

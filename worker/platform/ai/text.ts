/** At most `charsMax` characters, cut between words where it can be, never inside a surrogate pair. */
export function cutText(text: string, charsMax: number): string {
  if (text.length <= charsMax) return text;
  const start = text.slice(0, charsMax - 1);
  const space = start.lastIndexOf(" ");
  return `${space > charsMax / 2 ? start.slice(0, space) : start.replace(/[\uD800-\uDBFF]$/, "")}…`;
}

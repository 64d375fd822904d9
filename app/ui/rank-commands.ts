interface Findable {
  label: string;
  keywords?: string;
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** 3: begins with it; 2: a word begins with it; 1: contains all words; 0: no match. */
function score(command: Findable, query: string): number {
  const label = plain(command.label);
  if (label.startsWith(query)) return 3;
  const text = `${label} ${plain(command.keywords ?? "")}`;
  if (text.split(/\s+/).some((word) => word.startsWith(query))) return 2;
  return query.split(/\s+/).every((word) => text.includes(word)) ? 1 : 0;
}

/** The commands that fit what is typed, best first; all of them in their order for nothing typed. */
export function rankCommands<C extends Findable>(commands: readonly C[], typed: string): C[] {
  const query = plain(typed.trim());
  if (query === "") return [...commands];
  return commands
    .map((command) => ({ command, points: score(command, query) }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points)
    .map(({ command }) => command);
}

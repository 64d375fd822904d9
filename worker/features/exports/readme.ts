import { toIso } from "#core/time";
import { type Person, personTables } from "#features/personal-data";

/** What is where in the archive, in plain words. */
export function readmeText({ userId, email }: Person, atMs: number): string {
  const left = personTables.filter(({ notExported }) => notExported !== undefined);
  return `Everything Selvedge keeps about ${email} (${userId}), as it was around ${toIso(atMs)}.

data/<table>.jsonl      the rows of our database that are about you, one JSON object a line
conversations/<id>.json every message of every branch of a conversation
documents/<id>/<name>   the files you added, byte for byte
dispute-files/          the files that were put to disputes
picture.jpg             the picture that others see
ledger/<account>.jsonl  the entries of the ledger, one a line

Times end in _at_ms and are milliseconds since 1970 in UTC; beside each stands the same time in
words. Amounts of PT end in MicroPt or _micro_pt and are millionths of a PT.

What is in a workspace that you share with others is here when you wrote or added it; the rest
belongs to the workspace.

Left out are secrets of which we keep hashes or encrypted copies only, and:
${left.map(({ name, notExported }) => `  ${name}: ${notExported}`).join("\n")}
`;
}

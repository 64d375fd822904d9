import type { ctxOf } from "#app/context.ts";
import { listStatement } from "#features/credits";
import type { StatementLine } from "#features/credits/schema";
import { isStatementFilter, statementFilters } from "./statement-words.ts";

const SHOWN = 25;
const PAGE = 100;
/** So many pages of the ledger are looked through for the lines of one filtered page. */
const PAGES_MAX = 5;

/** One page of the statement; a filter looks through the ledger until the page is full. */
export async function loadStatement(
  ctx: ReturnType<typeof ctxOf>,
  { cursor, filter }: { cursor: string | undefined; filter: string | undefined },
): Promise<{ items: StatementLine[]; nextCursor: string | null }> {
  if (!isStatementFilter(filter)) {
    return await listStatement(ctx, { limit: SHOWN, ...(cursor === undefined ? {} : { cursor }) });
  }
  const kinds: readonly string[] = statementFilters[filter];
  const items: StatementLine[] = [];
  let next: string | null | undefined = cursor;
  for (let pages = 0; pages < PAGES_MAX && next !== null; pages += 1) {
    const page = await listStatement(ctx, {
      limit: PAGE,
      ...(next === undefined ? {} : { cursor: next }),
    });
    for (const line of page.items) {
      if (!kinds.includes(line.kind)) continue;
      items.push(line);
      if (items.length === SHOWN) return { items, nextCursor: String(line.seq) };
    }
    next = page.nextCursor;
  }
  return { items, nextCursor: next ?? null };
}

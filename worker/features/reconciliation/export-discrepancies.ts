import { csvLine } from "#core/csv";
import { toIso } from "#core/time";
import { requireOperator } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { listDiscrepancies } from "./list-discrepancies.ts";
import type { DiscrepancyQuery, DiscrepancyView } from "./schema.ts";

const PAGE = 100;

const columns = [
  "id",
  "type",
  "lane",
  "object",
  "accountId",
  "unit",
  "currency",
  "expected",
  "found",
  "differs",
  "state",
  "ownerId",
  "firstSeenAt",
  "lastSeenAt",
  "resolvedAt",
  "resolvedBy",
  "note",
] as const;

function figures(amounts: DiscrepancyView["expected"]): string {
  return Object.entries(amounts ?? {})
    .map(([name, amount]) => `${name} ${amount}`)
    .join("; ");
}

function lineOf(view: DiscrepancyView): string {
  const row: Record<(typeof columns)[number], string | number> = {
    id: view.id,
    type: view.type,
    lane: view.lane,
    object: view.object,
    accountId: view.accountId ?? "",
    unit: view.unit,
    currency: view.currency ?? "",
    expected: figures(view.expected),
    found: figures(view.found),
    differs: view.differs,
    state: view.state,
    ownerId: view.ownerId ?? "",
    firstSeenAt: toIso(view.firstSeenAtMs),
    lastSeenAt: toIso(view.lastSeenAtMs),
    resolvedAt: view.resolvedAtMs === null ? "" : toIso(view.resolvedAtMs),
    resolvedBy: view.resolvedBy ?? "",
    note: view.note ?? "",
  };
  return csvLine(columns.map((name) => row[name]));
}

async function* linesOf(ctx: Ctx, query: DiscrepancyQuery): AsyncGenerator<string> {
  yield csvLine([...columns]);
  let cursor: string | undefined;
  do {
    const page = await listDiscrepancies(ctx, {
      ...query,
      limit: PAGE,
      ...(cursor === undefined ? {} : { cursor }),
    });
    const text = page.items.map(lineOf).join("");
    if (text !== "") yield text;
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/**
 * All discrepancies that the filters let through, as CSV with a header. Streams, so that many need no
 * memory. For the operator.
 */
export function exportDiscrepancies(
  ctx: Ctx,
  query: Omit<DiscrepancyQuery, "cursor" | "limit">,
): { filename: string; body: ReadableStream<Uint8Array> } {
  requireOperator(ctx);
  const encoder = new TextEncoder();
  const lines = linesOf(ctx, query);
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await lines.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
  });
  const day = toIso(ctx.clock.now()).slice(0, 10);
  return { filename: `selvedge-discrepancies-${day}.csv`, body };
}

import { microToPt } from "#core/money";
import { parseInput } from "#core/parse-input";
import { toIso } from "#core/time";
import { requirePermission } from "#features/workspaces";
import { type Ledger, ledgerOf } from "#objects/ledger";
import type { Ctx } from "#platform/ctx";
import { csvLine } from "#core/csv";
import { ExportInput } from "./schema.ts";
import { type UsageRow, usageRowOf } from "./usage-row.ts";

const PAGE = 500;

export interface UsageExport {
  filename: string;
  contentType: string;
  body: ReadableStream<Uint8Array>;
}

const columns = [
  "at",
  "transactionId",
  "kind",
  "model",
  "rateCardVersion",
  "conversationId",
  "turnId",
  "memberId",
  "apiKeyId",
  "feature",
  "inputTokens",
  "cachedReadTokens",
  "cacheWriteTokens",
  "outputTokens",
  "estimated",
  "chargedPt",
  "chargedMicroPt",
] as const;

type ExportRow = Record<(typeof columns)[number], string | number | boolean>;

function toExportRow(row: UsageRow): ExportRow {
  return {
    at: toIso(row.atMs),
    transactionId: row.transactionId,
    kind: row.kind,
    model: row.model,
    rateCardVersion: row.rateCardVersion,
    conversationId: row.conversationId,
    turnId: row.turnId,
    memberId: row.memberId,
    apiKeyId: row.apiKeyId,
    feature: row.feature,
    inputTokens: row.tokens.input,
    cachedReadTokens: row.tokens.cachedRead,
    cacheWriteTokens: row.tokens.cacheWrite,
    outputTokens: row.tokens.output,
    estimated: row.estimated,
    chargedPt: microToPt(row.chargedMicroPt),
    chargedMicroPt: String(row.chargedMicroPt),
  };
}

/** Usage of the account, newest first, in pages as the ledger gives them. */
async function* usagePages(
  ledger: Ledger,
  { fromMs = 0, toMs = Infinity }: ExportInput,
): AsyncGenerator<UsageRow[]> {
  let beforeSeq: number | undefined;
  for (;;) {
    const page = await ledger.transactions({
      limit: PAGE,
      ...(beforeSeq === undefined ? {} : { beforeSeq }),
    });
    const rows: UsageRow[] = [];
    for (const transaction of page) {
      if (transaction.atMs < fromMs || transaction.atMs >= toMs) continue;
      const row = usageRowOf(transaction);
      if (row !== undefined) rows.push(row);
    }
    yield rows;
    const last = page.at(-1);
    if (last === undefined || page.length < PAGE || last.atMs < fromMs) return;
    beforeSeq = last.seq;
  }
}

async function* asCsv(pages: AsyncGenerator<UsageRow[]>): AsyncGenerator<string> {
  yield csvLine([...columns]);
  for await (const rows of pages) {
    let text = "";
    for (const row of rows.map(toExportRow)) text += csvLine(columns.map((name) => row[name]));
    if (text !== "") yield text;
  }
}

async function* asJson(
  pages: AsyncGenerator<UsageRow[]>,
  head: Record<string, unknown>,
): AsyncGenerator<string> {
  let chargedMicroPt = 0;
  let separator = "";
  yield `${JSON.stringify(head).slice(0, -1)},"items":[`;
  for await (const rows of pages) {
    for (const row of rows) {
      chargedMicroPt += row.chargedMicroPt;
      yield `${separator}${JSON.stringify(toExportRow(row))}`;
      separator = ",\n";
    }
  }
  const totals = {
    chargedPt: microToPt(chargedMicroPt),
    chargedMicroPt: String(chargedMicroPt),
  };
  yield `],"totals":${JSON.stringify(totals)}}\n`;
}

function streamOf(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await parts.next();
      if (next.done === true) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
  });
}

/**
 * Everything that was charged and given back for work, newest first, from `fromMs` up to but not
 * including `toMs`; it adds up to what the ledger says. It tells of every member, so that it needs
 * `usage.read`. Streams, so that a long history needs no memory.
 */
export async function exportUsage(ctx: Ctx, input: ExportInput): Promise<UsageExport> {
  const { accountId } = requirePermission(ctx, "usage.read");
  const wanted = parseInput(ExportInput, input);
  const now = ctx.clock.now();
  const pages = usagePages(ledgerOf(ctx.env, accountId), wanted);
  const name = `selvedge-usage-${toIso(now).slice(0, 10)}`;
  if (wanted.format === "csv") {
    return {
      filename: `${name}.csv`,
      contentType: "text/csv; charset=utf-8",
      body: streamOf(asCsv(pages)),
    };
  }
  const head = {
    accountId,
    exportedAt: toIso(now),
    from: wanted.fromMs === undefined ? null : toIso(wanted.fromMs),
    to: wanted.toMs === undefined ? null : toIso(wanted.toMs),
  };
  return {
    filename: `${name}.json`,
    contentType: "application/json",
    body: streamOf(asJson(pages, head)),
  };
}

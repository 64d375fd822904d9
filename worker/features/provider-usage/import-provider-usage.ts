import { desc, eq, lt } from "drizzle-orm";
import { newId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx } from "#platform/ctx";
import { isUniqueViolation, runBatch, type Statement } from "#platform/db";
import { digestOf } from "./digest.ts";
import { type ParsedUsageFile, parseUsageCsv } from "./parse-usage-csv.ts";
import { reportingProviders, UsageImportInput, type UsageImportView } from "./schema.ts";
import { findReportSource } from "./sources.ts";
import { findReports, replaceDay } from "./store-reports.ts";
import { usageImports } from "./tables.ts";

/** A batch of the database takes so many days with their rows. */
const DAYS_MAX = 100;

async function findImport(ctx: Ctx, sha256: string): Promise<UsageImportView | undefined> {
  return await ctx.db.select().from(usageImports).where(eq(usageImports.sha256, sha256)).get();
}

function refuseConnected(ctx: Ctx, providers: readonly string[]): void {
  for (const provider of reportingProviders) {
    if (!providers.includes(provider) || findReportSource(ctx, provider) === undefined) continue;
    throw new Problem("conflict", {
      detail: `The reports of ${provider} are fetched by themselves; a file would overwrite them.`,
      extensions: { provider },
    });
  }
}

function daysOf({ days }: ParsedUsageFile): string[] {
  const all = [...days.values()].flatMap((list) => list.map(({ day }) => day)).toSorted();
  if (all.length > DAYS_MAX) {
    throw new Problem("invalid-input", {
      detail: `A file may state at most ${DAYS_MAX} days, counted per provider.`,
      errors: [{ pointer: "/csv", detail: `at most ${DAYS_MAX} days` }],
    });
  }
  return all;
}

async function statementsOf(
  ctx: Ctx,
  file: ParsedUsageFile,
  view: UsageImportView & { id: `imp_${string}` },
): Promise<Statement[]> {
  const statements: Statement[] = [];
  for (const [provider, days] of file.days) {
    const before = await findReports(ctx, provider, view);
    for (const one of days) {
      const origin = { source: "csv", importId: view.id } as const;
      statements.push(...(await replaceDay(ctx, provider, one, origin, before.get(one.day))));
    }
  }
  return statements;
}

/**
 * Brings in a file of a provider's usage and costs. Each day that it names is replaced whole and
 * final at once; all of the file is taken or nothing. The same content again changes nothing and
 * answers with the first import, `duplicate: true`. For the operator. Refuses with `invalid-input`
 * what is not such a file, and with `conflict` providers whose reports are fetched by themselves.
 */
export async function importProviderUsage(
  ctx: Ctx,
  input: UsageImportInput,
): Promise<UsageImportView & { duplicate: boolean }> {
  requireOperator(ctx);
  const { filename, csv } = parseInput(UsageImportInput, input);
  const sha256 = await digestOf(csv);
  const known = await findImport(ctx, sha256);
  if (known !== undefined) return { ...known, duplicate: true };
  const importedAtMs = ctx.clock.now();
  const file = parseUsageCsv(csv, importedAtMs);
  const providers = [...file.days.keys()].toSorted();
  refuseConnected(ctx, providers);
  const days = daysOf(file);
  const view = {
    id: newId("imp", importedAtMs),
    sha256,
    filename,
    rows: file.rows,
    providers,
    fromDay: days[0] ?? "",
    toDay: days.at(-1) ?? "",
    importedBy: actorLabel(ctx.actor),
    importedAtMs,
  };
  try {
    await runBatch(ctx.db, [
      ctx.db.insert(usageImports).values(view),
      ...(await statementsOf(ctx, file, view)),
      auditRow(ctx, "provider-usage.imported", view.id, { filename, rows: file.rows, providers }),
    ]);
  } catch (cause) {
    if (!isUniqueViolation(cause, "usage_imports.sha256")) throw cause;
    const first = await findImport(ctx, sha256);
    if (first === undefined) throw cause;
    return { ...first, duplicate: true };
  }
  return { ...view, duplicate: false };
}

/** Files that were brought in, newest first. For the operator. */
export async function listUsageImports(
  ctx: Ctx,
  { cursor, limit = 20 }: { cursor?: string | undefined; limit?: number } = {},
): Promise<{ items: UsageImportView[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const rows = await ctx.db
    .select()
    .from(usageImports)
    .where(cursor === undefined ? undefined : lt(usageImports.id, cursor as `imp_${string}`))
    .orderBy(desc(usageImports.id))
    .limit(limit + 1);
  const items = rows.slice(0, limit);
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.id ?? null) : null };
}

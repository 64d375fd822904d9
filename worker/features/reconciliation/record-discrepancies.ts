import { type SQL, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import type { DiscrepancyDraft } from "./decide-discrepancies.ts";
import { jsonChunks } from "./json-chunks.ts";
import { discrepancies } from "./tables.ts";

/** Who saw a discrepancy: a run, or nobody in particular. */
interface Seer {
  id: string;
}

function insertRows(ctx: Ctx, rows: string): Statement {
  const d = discrepancies;
  const isGone = sql`${d.state} IN ('fixed', 'resolved-itself')`;
  const isOther = sql`(${d.expected} IS NOT excluded.expected OR ${d.found} IS NOT excluded.found
    OR ${d.words} IS NOT excluded.words)`;
  const isBack = sql`(${isGone} OR (${d.state} = 'accepted' AND ${isOther}))`;
  const whenBack = (value: SQL, otherwise: SQL) =>
    sql`CASE WHEN ${isBack} THEN ${value} ELSE ${otherwise} END`;
  return ctx.db
    .insert(d)
    .select(
      sql`SELECT value ->> '$.id', value ->> '$.key', value ->> '$.type', value ->> '$.kind',
        value ->> '$.lane', value ->> '$.object', value ->> '$.fixId', value ->> '$.accountId',
        value ->> '$.unit', value ->> '$.currency', value ->> '$.expected', value ->> '$.found',
        value ->> '$.differs', 'open', NULL, NULL, value ->> '$.atMs', value ->> '$.atMs',
        value ->> '$.runId', value ->> '$.runId', NULL, NULL, value ->> '$.words'
        FROM json_each(${rows}) WHERE true`,
    )
    .onConflictDoUpdate({
      target: d.key,
      set: {
        state: whenBack(sql`'open'`, sql`${d.state}`),
        appearedRunId: whenBack(sql`excluded.appeared_run_id`, sql`${d.appearedRunId}`),
        resolvedAtMs: whenBack(sql`NULL`, sql`${d.resolvedAtMs}`),
        resolvedBy: whenBack(sql`NULL`, sql`${d.resolvedBy}`),
        fixId: sql`excluded.fix_id`,
        accountId: sql`COALESCE(excluded.account_id, ${d.accountId})`,
        expected: sql`excluded.expected`,
        found: sql`excluded.found`,
        differs: sql`excluded.differs`,
        words: sql`excluded.words`,
        lastSeenAtMs: sql`excluded.last_seen_at_ms`,
        lastSeenRunId: sql`excluded.last_seen_run_id`,
      },
    });
}

/**
 * Writes discrepancies down: one row for each type and object. One that is known is only seen again;
 * one that was gone opens again, and so does an accepted one whose figures are other than those that
 * were accepted.
 */
export function recordRows(
  ctx: Ctx,
  { id: runId }: Seer,
  drafts: readonly DiscrepancyDraft[],
): Statement[] {
  const atMs = ctx.clock.now();
  const rows = drafts.map((draft) => ({ ...draft, id: newId("disc", atMs), runId, atMs }));
  return jsonChunks(rows).map((chunk) => insertRows(ctx, chunk));
}

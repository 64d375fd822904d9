import { and, desc, eq, gt, isNull, lt, or, type SQL, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { sha256Hex } from "#platform/seal";
import {
  SuppressionKey,
  SuppressionQuery,
  type SuppressionScope,
  type SuppressionView,
} from "./schema.ts";
import { mailSuppressions } from "./tables.ts";

const { createdAtMs: addedAtMs, address: suppressed } = mailSuppressions;

function before(cursor: string): SQL | undefined {
  const [, atMs, address] = /^(\d{1,16})\.(.+)$/.exec(cursor) ?? [];
  if (atMs === undefined || address === undefined) {
    throw new Problem("invalid-input", { detail: "The cursor is not one of ours." });
  }
  return or(lt(addedAtMs, Number(atMs)), and(eq(addedAtMs, Number(atMs)), lt(suppressed, address)));
}

/** Addresses that get no mail, or not all, latest first. Lifted and outlived ones are left out. For the operator. */
export async function listSuppressions(
  ctx: Ctx,
  query: SuppressionQuery = {},
): Promise<{ items: SuppressionView[]; nextCursor: string | null }> {
  requireOperator(ctx);
  const { reason, text = "", cursor, limit } = parseInput(SuppressionQuery, query);
  const rows = await ctx.db
    .select()
    .from(mailSuppressions)
    .where(
      and(
        isNull(mailSuppressions.liftedAtMs),
        or(isNull(mailSuppressions.untilMs), gt(mailSuppressions.untilMs, ctx.clock.now())),
        reason === undefined ? undefined : eq(mailSuppressions.reason, reason),
        text === "" ? undefined : sql`instr(${suppressed}, ${text}) = 1`,
        cursor === undefined ? undefined : before(cursor),
      ),
    )
    .orderBy(desc(addedAtMs), desc(suppressed))
    .limit(limit + 1);
  const items = rows.slice(0, limit).map(({ liftedAtMs: _liftedAtMs, ...view }) => view);
  const last = items.at(-1);
  const hasMore = rows.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? `${last.createdAtMs}.${last.address}` : null };
}

/**
 * Lets mail go to an address again: for when it is known to work, or its person asks for it. For the
 * operator. One that is not there (any more) is `not-found`, so that a repeat does nothing.
 */
export async function liftSuppression(ctx: Ctx, input: SuppressionKey): Promise<void> {
  requireOperator(ctx);
  const { address, scope, reason } = parseInput(SuppressionKey, input);
  const target = (await sha256Hex(address)).slice(0, 16);
  const [lifted] = await ctx.db.batch([
    ctx.db
      .update(mailSuppressions)
      .set({ liftedAtMs: ctx.clock.now() })
      .where(
        and(
          eq(suppressed, address),
          eq(mailSuppressions.scope, scope as SuppressionScope),
          eq(mailSuppressions.reason, reason),
          isNull(mailSuppressions.liftedAtMs),
        ),
      )
      .returning({ address: suppressed }),
    auditRow(ctx, "mail-suppression.lifted", target, { scope, reason }),
  ]);
  if (lifted.length === 0) {
    throw new Problem("not-found", { detail: "The address is not suppressed for this reason." });
  }
}

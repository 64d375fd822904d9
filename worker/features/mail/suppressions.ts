import { type SQL, sql } from "drizzle-orm";
import type { Ctx } from "#platform/ctx";
import type { Statement } from "#platform/db";
import type { DecidedSuppression } from "./decide-suppression.ts";
import { mailSuppressions } from "./tables.ts";

/** The row that holds mail back from an address, written when `condition` holds at that point. */
export function suppressionRow(
  ctx: Ctx,
  {
    address,
    scope,
    reason,
    untilMs,
    detail,
  }: DecidedSuppression & { address: string; detail: string },
  condition: SQL = sql`1`,
): Statement {
  return ctx.db
    .insert(mailSuppressions)
    .select(
      sql`SELECT ${address.toLowerCase()}, ${scope}, ${reason}, ${untilMs}, ${detail}, ${ctx.clock.now()}, NULL WHERE ${condition}`,
    )
    .onConflictDoUpdate({
      target: [mailSuppressions.address, mailSuppressions.scope, mailSuppressions.reason],
      set: {
        untilMs: sql`CASE WHEN ${mailSuppressions.liftedAtMs} IS NULL AND (${mailSuppressions.untilMs} IS NULL OR excluded.until_ms IS NULL) THEN NULL ELSE excluded.until_ms END`,
        detail: sql`excluded.detail`,
        createdAtMs: sql`excluded.created_at_ms`,
        liftedAtMs: null,
      },
    });
}

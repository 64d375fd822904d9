import { and, eq, inArray, sql } from "drizzle-orm";
import type { AccountId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { autoTopups, topups } from "./tables.ts";
import { tellRows } from "./tell.ts";

export type AutoRow = typeof autoTopups.$inferSelect;

export async function findAutoRow(ctx: Ctx, accountId: AccountId): Promise<AutoRow | undefined> {
  return await ctx.db.select().from(autoTopups).where(eq(autoTopups.accountId, accountId)).get();
}

/** What was bought or is being bought automatically in a calendar month, with tax; failed tries do not count. */
export function spentIn(ctx: Ctx, accountId: AccountId, month: string) {
  return ctx.db
    .select({
      spentMinor: sql<number>`COALESCE(SUM(${topups.amountMinor} + ${topups.taxMinor}), 0)`,
    })
    .from(topups)
    .where(
      and(
        eq(topups.accountId, accountId),
        eq(topups.capMonth, month),
        inArray(topups.state, ["pending", "succeeded"] as const),
      ),
    );
}

/** Writes to the people who pay that the month's cap leaves no room for another pack; once a month. */
export async function tellCap(ctx: Ctx, row: AutoRow, month: string): Promise<void> {
  const { workspaceId, accountId, monthlyCapMinor, currency } = row;
  await runBatch(
    ctx.db,
    await tellRows(ctx, {
      workspaceId,
      template: "topup-cap-reached",
      data: { amountMinor: String(monthlyCapMinor), currency },
      path: "/billing/top-up",
      key: `topup-cap-reached:${accountId}:${month}`,
    }),
  );
}

import { and, desc, eq, sql } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { after, toPage } from "./page.ts";
import { ListInput, type Page, type TopupView } from "./schema.ts";
import { payments, topups } from "./tables.ts";
import { toTopupView } from "./views.ts";

/** The workspace's purchases of packs, automatic ones too, newest first. */
export async function listTopups(ctx: Ctx, input: ListInput = {}): Promise<Page<TopupView>> {
  const { id } = requirePermission(ctx, "billing.read");
  const { cursor, limit } = parseInput(ListInput, input);
  const rows = await ctx.db
    .select({ topup: topups, refundedMinor: sql<number>`COALESCE(${payments.refundedMinor}, 0)` })
    .from(topups)
    .leftJoin(payments, eq(payments.id, topups.paymentIntentId))
    .where(
      and(eq(topups.workspaceId, id), after({ atMs: topups.createdAtMs, id: topups.id }, cursor)),
    )
    .orderBy(desc(topups.createdAtMs), desc(topups.id))
    .limit(limit + 1);
  return toPage(rows, limit, {
    keyOf: ({ topup }) => ({ atMs: topup.createdAtMs, id: topup.id }),
    view: ({ topup, refundedMinor }) => toTopupView(topup, refundedMinor),
  });
}

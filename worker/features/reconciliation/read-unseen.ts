import { and, asc, eq, gt, gte, isNotNull, lt, ne, notExists, sql } from "drizzle-orm";
import type { AnySQLiteColumn } from "drizzle-orm/sqlite-core";
import { chargebacks, invoices, payments, refunds } from "#features/payments/tables";
import type { Ctx } from "#platform/ctx";
import { isStripeConnected } from "#platform/stripe";
import { type MoneyKind, moneyKinds, recheckMoney } from "./recheck-money.ts";
import { recordRows } from "./record-discrepancies.ts";
import { type RunRow, stageOver, type Step } from "./stage.ts";
import { reconciliationSeen } from "./tables.ts";

/** Each is asked for by its id once more, so a page is small. */
const PAGE = 40;

function unseen(ctx: Ctx, run: RunRow, kind: MoneyKind, id: AnySQLiteColumn) {
  return notExists(
    ctx.db
      .select({ one: sql`1` })
      .from(reconciliationSeen)
      .where(
        and(
          eq(reconciliationSeen.runId, run.id),
          eq(reconciliationSeen.object, sql`${`${kind}:`} || ${id}`),
        ),
      ),
  );
}

async function findUnseen(
  ctx: Ctx,
  run: RunRow,
  kind: MoneyKind,
  after: string,
): Promise<string[]> {
  const within = (at: AnySQLiteColumn) => and(gte(at, run.fromMs), lt(at, run.toMs));
  switch (kind) {
    case "payment": {
      const { id, createdAtMs, receivedMinor } = payments;
      const rows = await ctx.db
        .select({ id })
        .from(payments)
        .where(
          and(within(createdAtMs), gt(id, after), ne(receivedMinor, 0), unseen(ctx, run, kind, id)),
        )
        .orderBy(asc(id))
        .limit(PAGE);
      return rows.map((row) => row.id);
    }
    case "invoice": {
      const { id, createdAtMs } = invoices;
      const rows = await ctx.db
        .select({ id })
        .from(invoices)
        .where(and(within(createdAtMs), gt(id, after), unseen(ctx, run, kind, id)))
        .orderBy(asc(id))
        .limit(PAGE);
      return rows.map((row) => row.id);
    }
    case "refund": {
      const { stripeId, createdAtMs, state } = refunds;
      const rows = await ctx.db
        .select({ id: stripeId })
        .from(refunds)
        .where(
          and(
            within(createdAtMs),
            isNotNull(stripeId),
            gt(stripeId, after),
            ne(state, "failed"),
            unseen(ctx, run, kind, stripeId),
          ),
        )
        .orderBy(asc(stripeId))
        .limit(PAGE);
      return rows.flatMap((row) => row.id ?? []);
    }
    case "chargeback": {
      const { id, openedAtMs } = chargebacks;
      const rows = await ctx.db
        .select({ id })
        .from(chargebacks)
        .where(and(within(openedAtMs), gt(id, after), unseen(ctx, run, kind, id)))
        .orderBy(asc(id))
        .limit(PAGE);
      return rows.map((row) => row.id);
    }
  }
}

/**
 * Our copies of the window that the run has not met at Stripe. Each is asked for once more by its id,
 * because both sides put times to things by their own clocks.
 */
export async function readUnseen(ctx: Ctx, run: RunRow): Promise<Step> {
  if (!isStripeConnected(ctx)) return stageOver;
  const colon = run.after.indexOf(":");
  const kind =
    moneyKinds.find((one) => one === run.after.slice(0, Math.max(colon, 0))) ?? "payment";
  const ids = await findUnseen(ctx, run, kind, run.after.slice(colon + 1));
  const compared = await Promise.all(ids.map((id) => recheckMoney(ctx, kind, id)));
  const drafts = compared.flatMap((one) => one.drafts);
  const next = moneyKinds[moneyKinds.indexOf(kind) + 1];
  const isMore = ids.length === PAGE;
  const after = isMore ? `${kind}:${ids.at(-1)}` : next === undefined ? null : `${next}:`;
  return { statements: recordRows(ctx, run, drafts), after, compared };
}

import { and, asc, eq, isNull, sql } from "drizzle-orm";
import { type AccountId, newId } from "#core/ids";
import { ptToMicro } from "#core/money";
import { MINUTE_MS } from "#core/time";
import { requireOperator } from "#features/workspaces";
import { ledgerOf } from "#objects/ledger";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { guardRow, isGuardFailure, isUniqueViolation, runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { isStripeConnected } from "#platform/stripe";
import { isProblem } from "#core/problem";
import { type AutoRow, findAutoRow, spentIn, tellCap } from "./auto-topup-settings.ts";
import { decideAutoTopup, monthOf } from "./decide-auto-topup.ts";
import { getPack } from "./start-topup.ts";
import { autoTopups, topups } from "./tables.ts";

const SWEEP_MAX = 100;

async function hasOpenAttempt(ctx: Ctx, accountId: AccountId): Promise<boolean> {
  const open = and(
    eq(topups.accountId, accountId),
    eq(topups.how, "automatic"),
    eq(topups.state, "pending"),
  );
  return (await ctx.db.select({ id: topups.id }).from(topups).where(open).get()) !== undefined;
}

/**
 * The attempt, unless anything moved since the settings were read: their version grows with every
 * change and with the beginning and the end of every attempt, so that a balance that was read before
 * the last top-up arrived buys nothing. The cap is checked where the row is written.
 */
async function begin(
  ctx: Ctx,
  row: AutoRow,
  pack: { packId: string; pt: number; amountMinor: number },
): Promise<void> {
  const { accountId, workspaceId, version, currency, monthlyCapMinor } = row;
  const now = ctx.clock.now();
  const id = newId("top", now);
  const capMonth = monthOf(now);
  const found = sql`(SELECT ${autoTopups.version} FROM ${autoTopups} WHERE ${autoTopups.accountId} = ${accountId})`;
  const spent = spentIn(ctx, accountId, capMonth);
  const attempt = {
    id,
    workspaceId,
    accountId,
    packId: pack.packId,
    grantMicroPt: ptToMicro(pack.pt),
    currency,
    amountMinor: pack.amountMinor,
    state: "pending" as const,
    how: "automatic" as const,
    returnUrl: new URL("/billing/top-up", ctx.origin).href,
    requestedBy: "automatic",
    capMonth,
    createdAtMs: now,
    nextCheckAtMs: now + 2 * MINUTE_MS,
    takenMicroPt: 0,
  };
  await runBatch(ctx.db, [
    guardRow(ctx.db, sql`${found} = ${version}`),
    guardRow(ctx.db, sql`(${spent}) + ${pack.amountMinor} <= ${monthlyCapMinor}`),
    ctx.db.insert(topups).values(attempt),
    ctx.db
      .update(autoTopups)
      .set({ version: version + 1 })
      .where(eq(autoTopups.accountId, accountId)),
    auditRow(ctx, "topup.requested", id, { packId: pack.packId, how: "automatic" }),
    outboxRow(ctx, "payments.topup-requested", { topupId: id }),
  ]);
}

async function tryPack(ctx: Ctx, { packId, currency }: AutoRow) {
  try {
    return await getPack(ctx, packId, currency);
  } catch (cause) {
    if (isProblem(cause)) return undefined;
    throw cause;
  }
}

async function considerOnce(ctx: Ctx, row: AutoRow): Promise<void> {
  const { accountId, thresholdMicroPt, monthlyCapMinor, notBeforeMs } = row;
  const pack = await tryPack(ctx, row);
  if (pack === undefined) return;
  const now = ctx.clock.now();
  const month = monthOf(now);
  // After the settings: their version tells whether a top-up arrived since the balance was read.
  const balance = await ledgerOf(ctx.env, accountId).balance();
  const spent = await spentIn(ctx, accountId, month).get();
  const decision = decideAutoTopup(
    {
      enabled: row.enabled,
      isStopped: row.stoppedBecause !== null,
      thresholdMicroPt,
      monthlyCapMinor,
      notBeforeMs,
    },
    {
      availableMicroPt: balance.availableMicroPt,
      isInDebt: balance.debtMicroPt > 0,
      hasOpenAttempt: await hasOpenAttempt(ctx, accountId),
      spentMinor: spent?.spentMinor ?? 0,
      packAmountMinor: pack.amountMinor,
      nowMs: now,
    },
  );
  if (decision.kind === "cap-reached") await tellCap(ctx, row, month);
  if (decision.kind === "buy") await begin(ctx, row, pack);
}

/**
 * Buys a pack for an account whose balance is below its threshold, if its settings say so. Jobs and
 * the operator only. Any number of calls at once lead to one payment, and the month's cap is never
 * passed: whoever comes second finds that something moved and does nothing.
 */
export async function triggerAutoTopup(ctx: Ctx, accountId: AccountId): Promise<void> {
  requireOperator(ctx);
  const row = await findAutoRow(ctx, accountId);
  if (row === undefined || !row.enabled || row.stoppedBecause !== null) return;
  if (!isStripeConnected(ctx)) return;
  try {
    await considerOnce(ctx, row);
  } catch (cause) {
    const isOvertaken = isGuardFailure(cause) || isUniqueViolation(cause, "topups.account_id");
    if (!isOvertaken) throw cause;
  }
}

/** Looks at the accounts that nobody has looked at for the longest time. For cron. */
export async function sweepAutoTopups(ctx: Ctx): Promise<{ looked: number }> {
  const rows = await ctx.db
    .select({ accountId: autoTopups.accountId })
    .from(autoTopups)
    .where(and(eq(autoTopups.enabled, true), isNull(autoTopups.stoppedBecause)))
    .orderBy(asc(autoTopups.sweptAtMs))
    .limit(SWEEP_MAX);
  for (const { accountId } of rows) {
    try {
      await triggerAutoTopup(ctx, accountId);
    } catch (cause) {
      ctx.log.error("payments.auto-topup-failed", cause, { accountId });
    }
    await ctx.db
      .update(autoTopups)
      .set({ sweptAtMs: ctx.clock.now() })
      .where(eq(autoTopups.accountId, accountId));
  }
  return { looked: rows.length };
}

import { eq, sql } from "drizzle-orm";
import { microToPt, ptToMicro } from "#core/money";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { ensureCustomer, findCustomer } from "#features/billing";
import { requirePermission, requirePerson } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { toStripeProblem } from "#platform/stripe-problem";
import { findAutoRow, spentIn } from "./auto-topup-settings.ts";
import { monthEndsAtMs, monthOf } from "./decide-auto-topup.ts";
import { findDefaultMethod } from "./default-method.ts";
import { AutoTopupInput, type AutoTopupView } from "./schema.ts";
import { currencyFor, getPack } from "./start-topup.ts";
import { autoTopups } from "./tables.ts";

/** When the workspace buys PT by itself, and what it has bought so in this month. */
export async function getAutoTopup(ctx: Ctx): Promise<AutoTopupView> {
  const { id, accountId } = requirePermission(ctx, "billing.read");
  const row = await findAutoRow(ctx, accountId);
  const now = ctx.clock.now();
  const spent = await spentIn(ctx, accountId, monthOf(now)).get();
  const currency = row?.currency ?? (await findCustomer(ctx, id))?.currency ?? "usd";
  return {
    enabled: row?.enabled ?? false,
    thresholdPt: row === undefined ? null : Number(microToPt(row.thresholdMicroPt)),
    packId: row?.packId ?? null,
    monthlyCapMinor: row?.monthlyCapMinor ?? null,
    currency,
    failures: row?.failures ?? 0,
    stoppedBecause: row?.stoppedBecause ?? null,
    spentThisMonthMinor: spent?.spentMinor ?? 0,
    monthEndsAtMs: monthEndsAtMs(now),
  };
}

function refuse(pointer: string, detail: string): Problem {
  return new Problem("invalid-input", { detail, errors: [{ pointer, detail }] });
}

type Wanted = ReturnType<typeof AutoTopupInput.parse>;

/** Switching it on needs something to charge. */
async function checkPayable(ctx: Ctx, wanted: Wanted): Promise<void> {
  const { customerId, currency } = await ensureCustomer(ctx);
  currencyFor(currency, wanted.currency);
  if ((await findDefaultMethod(ctx, customerId)) === null) {
    throw refuse("/enabled", "add a payment method first");
  }
}

/**
 * Sets when the workspace buys PT by itself. Owners and admins only. Switching it on begins anew
 * after failures; a plan that is frozen keeps it at rest. Refuses a pack that is not on offer, a cap
 * below the pack's price, another currency than the workspace is billed in, and switching on without
 * a payment method, with `invalid-input`. Safe to repeat.
 */
export async function updateAutoTopup(ctx: Ctx, input: AutoTopupInput): Promise<AutoTopupView> {
  requirePerson(ctx);
  const { id, accountId } = requirePermission(ctx, "billing.write");
  const wanted = parseInput(AutoTopupInput, input);
  const { enabled, thresholdPt, packId, monthlyCapMinor, currency } = wanted;
  const pack = await getPack(ctx, packId, currency);
  if (monthlyCapMinor < pack.amountMinor) {
    throw refuse("/monthlyCapMinor", "the cap is below the price of one pack");
  }
  try {
    if (enabled) await checkPayable(ctx, wanted);
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
  const now = ctx.clock.now();
  const terms = { thresholdMicroPt: ptToMicro(thresholdPt), packId, monthlyCapMinor, currency };
  const begun = { enabled, failures: 0, notBeforeMs: null, updatedAtMs: now };
  await runBatch(ctx.db, [
    ctx.db
      .insert(autoTopups)
      .values({ accountId, workspaceId: id, version: 1, sweptAtMs: 0, ...terms, ...begun })
      .onConflictDoUpdate({
        target: autoTopups.accountId,
        set: {
          ...terms,
          ...begun,
          stoppedBecause: sql`CASE WHEN ${autoTopups.stoppedBecause} = 'frozen' THEN 'frozen' END`,
          version: sql`${autoTopups.version} + 1`,
        },
        setWhere: eq(autoTopups.accountId, accountId),
      }),
    auditRow(ctx, "auto-topup.set", accountId, { ...wanted }),
  ]);
  return await getAutoTopup(ctx);
}

import { and, count, eq, gt, sql } from "drizzle-orm";
import { newId } from "#core/ids";
import { ptToMicro } from "#core/money";
import { parseInput } from "#core/parse-input";
import { Problem } from "#core/problem";
import { HOUR_MS, MINUTE_MS } from "#core/time";
import { ensureCustomer } from "#features/billing";
import { listPacks } from "#features/plans";
import { requirePermission, requirePerson } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import { actorLabel, type Ctx, type WorkspaceRef } from "#platform/ctx";
import { guardRow, isGuardFailure, isUniqueViolation, runBatch } from "#platform/db";
import { outboxRow } from "#platform/outbox";
import { toStripeProblem } from "#platform/stripe-problem";
import { asJob } from "./as-job.ts";
import { findDefaultMethod } from "./default-method.ts";
import type { TopupRow } from "./follow-topup.ts";
import { findTopupRow, performTopup } from "./perform-topup.ts";
import { type Currency, NewTopup } from "./schema.ts";
import { topups } from "./tables.ts";

/** Top-ups that a workspace may begin within an hour. */
const PER_HOUR_MAX = 30;

function refuse(pointer: string, detail: string): Problem {
  return new Problem("invalid-input", { detail, errors: [{ pointer, detail }] });
}

/** The pack with its price in a currency. Refuses what is not on offer with `invalid-input`. */
export async function getPack(
  ctx: Ctx,
  packId: string,
  currency: Currency,
): Promise<{ packId: string; pt: number; amountMinor: number }> {
  const pack = (await listPacks(ctx)).find(({ id }) => id === packId);
  const price = pack?.prices.find((one) => one.currency === currency);
  if (pack === undefined || price === undefined) {
    throw refuse("/packId", "this pack is not on offer");
  }
  return { packId, pt: pack.pt, amountMinor: price.amountMinor };
}

/** What a customer has been billed in stays; before the first invoice they may choose. */
export function currencyFor(fixed: Currency | null, wanted: Currency | undefined): Currency {
  if (fixed === null) return wanted ?? "usd";
  if (wanted === undefined || wanted === fixed) return fixed;
  throw refuse("/currency", `this workspace is billed in ${fixed.toUpperCase()}`);
}

/** With Stripe Tax the price is worked out on Stripe's page, also for a saved card. */
function wayOf(ctx: Ctx, wanted: "checkout" | "saved"): "checkout" | "saved" {
  return ctx.settings.stripe?.tax === true ? "checkout" : wanted;
}

async function findByKey(ctx: Ctx, key: string): Promise<TopupRow | undefined> {
  return await ctx.db.select().from(topups).where(eq(topups.key, key)).get();
}

function isSame(row: TopupRow, wanted: Pick<TopupRow, "packId" | "how" | "currency">): boolean {
  return row.packId === wanted.packId && row.how === wanted.how && row.currency === wanted.currency;
}

async function insert(ctx: Ctx, row: typeof topups.$inferInsert): Promise<void> {
  const recent = ctx.db
    .select({ count: count() })
    .from(topups)
    .where(
      and(
        eq(topups.workspaceId, row.workspaceId),
        gt(topups.createdAtMs, row.createdAtMs - HOUR_MS),
      ),
    );
  const { id, packId, amountMinor, currency, how } = row;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, sql`(${recent}) < ${PER_HOUR_MAX}`),
      ctx.db.insert(topups).values(row),
      auditRow(ctx, "topup.requested", id, { packId, amountMinor, currency, how }),
      outboxRow(ctx, "payments.topup-requested", { topupId: id }),
    ]);
  } catch (cause) {
    if (!isGuardFailure(cause)) throw cause;
    throw new Problem("limit-reached", {
      detail: `A workspace can begin ${PER_HOUR_MAX} top-ups within an hour.`,
      retryAfterSeconds: HOUR_MS / 1_000,
    });
  }
}

/** The row of this purchase, written before Stripe is asked; the same key gets the same row. */
async function ensureRow(ctx: Ctx, workspace: WorkspaceRef, input: NewTopup): Promise<TopupRow> {
  const { customerId, currency: fixed } = await ensureCustomer(ctx);
  const how = wayOf(ctx, input.how);
  const pack = await getPack(ctx, input.packId, currencyFor(fixed, input.currency));
  const currency = currencyFor(fixed, input.currency);
  if (how === "saved" && (await findDefaultMethod(ctx, customerId)) === null) {
    throw refuse("/how", "there is no saved payment method");
  }
  const key = input.key === undefined ? null : `${workspace.id}:${input.key}`;
  const now = ctx.clock.now();
  const id = newId("top", now);
  const row = {
    id,
    workspaceId: workspace.id,
    accountId: workspace.accountId,
    key,
    packId: pack.packId,
    grantMicroPt: ptToMicro(pack.pt),
    currency,
    amountMinor: pack.amountMinor,
    state: "pending" as const,
    how,
    customerId,
    returnUrl: new URL(`/billing/top-up?topup=${id}`, ctx.origin).href,
    requestedBy: actorLabel(ctx.actor),
    createdAtMs: now,
    nextCheckAtMs: now + 2 * MINUTE_MS,
    takenMicroPt: 0,
  };
  try {
    await insert(ctx, row);
  } catch (cause) {
    if (key === null || !isUniqueViolation(cause, "topups.key")) throw cause;
    const first = await findByKey(ctx, key);
    if (first !== undefined && isSame(first, row)) return first;
    throw new Problem("idempotency-key-reused", { cause });
  }
  const written = await findTopupRow(ctx, id);
  if (written === undefined) throw new Problem("conflict");
  return written;
}

/**
 * Begins the purchase of a pack for the workspace. Owners and admins only. `checkout` answers with
 * Stripe's page; `saved` charges the default payment method, and `url` is where the bank wants the
 * customer to confirm, or null when nothing is asked. The PT come when the payment has succeeded.
 * Refuses packs not on offer and a wrong currency with `invalid-input`, a declined card with
 * `payment-failed`, too many with `limit-reached`. The same `key` buys once.
 */
export async function startTopup(
  ctx: Ctx,
  input: NewTopup,
): Promise<{ topupId: string; url: string | null }> {
  requirePerson(ctx);
  const workspace = requirePermission(ctx, "billing.write");
  const wanted = parseInput(NewTopup, input);
  try {
    const row = await ensureRow(ctx, workspace, wanted);
    await performTopup(asJob(ctx), row.id);
    const after = await findTopupRow(ctx, row.id);
    if (after?.state === "failed") {
      throw new Problem("payment-failed", {
        detail: "The payment did not go through; nothing was charged.",
        extensions: { topupId: row.id, declineCode: after.failure },
      });
    }
    return { topupId: row.id, url: after?.url ?? null };
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
}

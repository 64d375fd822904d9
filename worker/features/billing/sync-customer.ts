import { and, eq, isNull, sql } from "drizzle-orm";
import type { Stripe } from "stripe";
import { isId } from "#core/ids";
import { Problem } from "#core/problem";
import { currencies } from "#features/plans/schema";
import { requireOperator } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import {
  guardRow,
  isGuardFailure,
  isUniqueViolation,
  runBatch,
  type Statement,
} from "#platform/db";
import { type SyncHint, stripeOf } from "#platform/stripe";
import { isMissingAtStripe, requireAnswer } from "#platform/stripe-problem";
import { type CustomerRow, findCustomerRow, findCustomerRowById } from "./find-customer.ts";
import { listLivingSubscriptions } from "./list-subscriptions.ts";
import type { BillingDetails } from "./schema.ts";
import { billingCustomers } from "./tables.ts";

const TRIES_MAX = 5;
const TAX_IDS_MAX = 10;

type Fetched = Stripe.Customer | "deleted";

async function fetchCustomer(stripe: Stripe, id: string): Promise<Fetched> {
  try {
    const customer = requireAnswer(await stripe.customers.retrieve(id, { expand: ["tax_ids"] }));
    return customer.deleted === true ? "deleted" : customer;
  } catch (cause) {
    if (isMissingAtStripe(cause)) return "deleted";
    throw cause;
  }
}

/** What invoices say about a customer. */
export function detailsOf(customer: Stripe.Customer): Omit<BillingDetails, "currency"> {
  const { address } = customer;
  return {
    name: customer.name ?? null,
    email: customer.email,
    address:
      address === null || address === undefined
        ? null
        : {
            line1: address.line1,
            line2: address.line2,
            city: address.city,
            postalCode: address.postal_code,
            state: address.state,
            country: address.country,
          },
    taxIds: (customer.tax_ids?.data ?? [])
      .slice(0, TAX_IDS_MAX)
      .map(({ id, type, value, verification }) => ({
        id,
        type,
        value,
        verification: verification?.status ?? null,
      })),
  };
}

const keyed = (row: CustomerRow) =>
  and(
    eq(billingCustomers.workspaceId, row.workspaceId),
    eq(billingCustomers.generation, row.generation),
  );

async function writeRow(
  ctx: Ctx,
  row: CustomerRow,
  columns: Partial<CustomerRow>,
  rows: Statement[],
): Promise<boolean> {
  const asRead = sql`(SELECT ${billingCustomers.version} FROM ${billingCustomers} WHERE ${keyed(row)}) = ${row.version}`;
  try {
    await runBatch(ctx.db, [
      guardRow(ctx.db, asRead),
      ctx.db
        .update(billingCustomers)
        .set({ ...columns, version: row.version + 1 })
        .where(keyed(row)),
      ...rows,
    ]);
    return true;
  } catch (cause) {
    if (isGuardFailure(cause)) return false;
    throw cause;
  }
}

/**
 * A customer that we asked for but whose answer was lost: it says itself which workspace it is of.
 */
async function adopt(ctx: Ctx, customer: Stripe.Customer): Promise<CustomerRow | undefined> {
  const { workspaceId } = customer.metadata;
  if (!isId("ws", workspaceId)) return undefined;
  const row = await findCustomerRow(ctx, workspaceId);
  if (row === undefined || row.stripeCustomerId !== null) return undefined;
  try {
    await ctx.db
      .update(billingCustomers)
      .set({ stripeCustomerId: customer.id, version: row.version + 1 })
      .where(and(keyed(row), isNull(billingCustomers.stripeCustomerId)));
  } catch (cause) {
    if (!isUniqueViolation(cause, "billing_customers.stripe_customer_id")) throw cause;
  }
  return await findCustomerRowById(ctx, customer.id);
}

type Outcome = "written" | "overtaken" | "deleted" | "nothing";

async function applyOnce(ctx: Ctx, id: string, hint: SyncHint | undefined): Promise<Outcome> {
  const known = await findCustomerRowById(ctx, id);
  const fetched = await fetchCustomer(await stripeOf(ctx), id);
  const lastAppliedEventAtMs = Math.max(
    known?.lastAppliedEventAtMs ?? 0,
    hint?.eventCreatedAtMs ?? 0,
  );
  if (fetched === "deleted") {
    if (known === undefined) return "nothing";
    if (known.deletedAtMs !== null) return "deleted";
    const gone = { deletedAtMs: ctx.clock.now(), lastAppliedEventAtMs };
    const audit = auditRow(ctx, "billing.customer-deleted", id, {
      workspaceId: known.workspaceId,
    });
    return (await writeRow(ctx, known, gone, [audit])) ? "deleted" : "overtaken";
  }
  const row = known ?? (await adopt(ctx, fetched));
  if (row === undefined) return "nothing";
  const currency = currencies.find((one) => one === fetched.currency) ?? row.currency;
  const details = detailsOf(fetched);
  if (currency === row.currency && JSON.stringify(details) === JSON.stringify(row.details)) {
    return "nothing";
  }
  const written = await writeRow(ctx, row, { currency, details, lastAppliedEventAtMs }, []);
  return written ? "written" : "overtaken";
}

/**
 * Brings a customer in from Stripe: currency, details and tax ids. A deleted one ends what ran on it,
 * and its workspace may buy again. Only the operator and jobs may. Safe to repeat and in any order,
 * as `syncSubscription`. Answers the living subscriptions that a deletion has ended at Stripe.
 */
export async function syncCustomerOnly(
  ctx: Ctx,
  id: string,
  hint?: SyncHint,
): Promise<{ ended: string[] }> {
  requireOperator(ctx);
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const outcome = await applyOnce(ctx, id, hint);
    if (outcome === "overtaken") continue;
    if (outcome !== "deleted") return { ended: [] };
    return { ended: (await listLivingSubscriptions(ctx, id)).map((row) => row.id) };
  }
  throw new Problem("conflict", {
    detail: "Others keep changing this customer; try again.",
    retryAfterSeconds: 1,
  });
}

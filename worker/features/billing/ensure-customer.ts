import { and, eq, isNull, max } from "drizzle-orm";
import type { Stripe } from "stripe";
import { Problem } from "#core/problem";
import { getWorkspace, listBillingContacts } from "#features/workspaces";
import { auditRow } from "#platform/audit";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import { isUniqueViolation, runBatch } from "#platform/db";
import { stripeOf } from "#platform/stripe";
import { requireAnswer, toStripeProblem } from "#platform/stripe-problem";
import { requireBuyer } from "./access.ts";
import { type CustomerRow, findCustomerRow } from "./find-customer.ts";
import { brandedFooter, getBranding } from "./invoice-branding.ts";
import type { Currency } from "./schema.ts";
import { billingCustomers } from "./tables.ts";

const TRIES_MAX = 5;

/** The row of the living customer, written before Stripe is asked; one, whoever else is writing. */
async function ensureRow(ctx: Ctx, workspace: WorkspaceRef): Promise<CustomerRow> {
  for (let tries = 0; tries < TRIES_MAX; tries++) {
    const found = await findCustomerRow(ctx, workspace.id);
    if (found !== undefined) return found;
    const last = await ctx.db
      .select({ generation: max(billingCustomers.generation) })
      .from(billingCustomers)
      .where(eq(billingCustomers.workspaceId, workspace.id))
      .get();
    const [{ name }, [contact]] = await Promise.all([
      getWorkspace(ctx, workspace.id),
      listBillingContacts(ctx, workspace.id),
    ]);
    try {
      await runBatch(ctx.db, [
        ctx.db.insert(billingCustomers).values({
          workspaceId: workspace.id,
          generation: (last?.generation ?? 0) + 1,
          accountId: workspace.accountId,
          requested: { name, email: contact?.email ?? null, locale: contact?.locale ?? ctx.locale },
          createdAtMs: ctx.clock.now(),
          version: 1,
        }),
        auditRow(ctx, "billing.customer-requested", workspace.id),
      ]);
    } catch (cause) {
      if (!isUniqueViolation(cause, "billing_customers.workspace_id")) throw cause;
    }
  }
  throw new Problem("conflict", { detail: "Others keep changing this customer; try again." });
}

async function create(ctx: Ctx, stripe: Stripe, row: CustomerRow): Promise<string> {
  const { name, email, locale } = row.requested;
  const asked = await stripe.customers.create(
    {
      name,
      ...(email === null ? {} : { email }),
      preferred_locales: [locale],
      metadata: { workspaceId: row.workspaceId, accountId: row.accountId },
    },
    { idempotencyKey: `customer:${row.workspaceId}:${row.generation}` },
  );
  const made = requireAnswer(asked);
  await ctx.db
    .update(billingCustomers)
    .set({ stripeCustomerId: made.id, version: row.version + 1 })
    .where(
      and(
        eq(billingCustomers.workspaceId, row.workspaceId),
        eq(billingCustomers.generation, row.generation),
        isNull(billingCustomers.stripeCustomerId),
      ),
    );
  return made.id;
}

/** Puts the seller's name and footer on the customer's invoices; a failure is left to the sweep. */
export async function applyBranding(ctx: Ctx, stripe: Stripe, row: CustomerRow): Promise<void> {
  const branding = await getBranding(ctx);
  if (row.stripeCustomerId === null || row.brandingVersion >= branding.version) return;
  await stripe.customers.update(row.stripeCustomerId, {
    invoice_settings: { footer: brandedFooter(branding) },
  });
  await ctx.db
    .update(billingCustomers)
    .set({ brandingVersion: branding.version })
    .where(
      and(
        eq(billingCustomers.workspaceId, row.workspaceId),
        eq(billingCustomers.generation, row.generation),
      ),
    );
}

/**
 * The Stripe customer of this workspace, made when there is none: after a deletion a new one.
 * However many ask at once, and whatever is repeated after a crash, there is one. For owners and
 * admins. Refuses with `not-connected` without Stripe.
 */
export async function ensureCustomer(
  ctx: Ctx,
): Promise<{ customerId: string; currency: Currency | null }> {
  const workspace = requireBuyer(ctx);
  const stripe = await stripeOf(ctx);
  const row = await ensureRow(ctx, workspace);
  try {
    const customerId = row.stripeCustomerId ?? (await create(ctx, stripe, row));
    await applyBranding(ctx, stripe, { ...row, stripeCustomerId: customerId });
    return { customerId, currency: row.currency };
  } catch (cause) {
    throw toStripeProblem(cause) ?? cause;
  }
}

import { and, eq, isNull } from "drizzle-orm";
import type { AccountId, WorkspaceId } from "#core/ids";
import type { Ctx } from "#platform/ctx";
import type { Currency } from "./schema.ts";
import { billingCustomers } from "./tables.ts";

/** Who Stripe knows a workspace as. */
export interface CustomerRef {
  workspaceId: WorkspaceId;
  accountId: AccountId;
  customerId: string;
  /** The currency that Stripe bills the customer in; null until the first invoice. */
  currency: Currency | null;
  /** When it was deleted at Stripe; null while it lives. */
  deletedAtMs: number | null;
}

export type CustomerRow = typeof billingCustomers.$inferSelect;

function toRef(row: CustomerRow | undefined): CustomerRef | undefined {
  if (row === undefined || row.stripeCustomerId === null) return undefined;
  const { workspaceId, accountId, stripeCustomerId, currency, deletedAtMs } = row;
  return { workspaceId, accountId, customerId: stripeCustomerId, currency, deletedAtMs };
}

/** The row of a workspace's living customer, which Stripe may not have made yet. */
export async function findCustomerRow(
  ctx: Ctx,
  workspaceId: WorkspaceId,
): Promise<CustomerRow | undefined> {
  return await ctx.db
    .select()
    .from(billingCustomers)
    .where(and(eq(billingCustomers.workspaceId, workspaceId), isNull(billingCustomers.deletedAtMs)))
    .get();
}

export async function findCustomerRowById(
  ctx: Ctx,
  customerId: string,
): Promise<CustomerRow | undefined> {
  return await ctx.db
    .select()
    .from(billingCustomers)
    .where(eq(billingCustomers.stripeCustomerId, customerId))
    .get();
}

/** The customer that a workspace is billed as; undefined before the first and after a deletion. */
export async function findCustomer(
  ctx: Ctx,
  workspaceId: WorkspaceId,
): Promise<CustomerRef | undefined> {
  return toRef(await findCustomerRow(ctx, workspaceId));
}

/**
 * Whose customer that is, deleted ones included, because refunds and disputes may come later;
 * undefined for a customer that is not of this deployment.
 */
export async function findAccountOfCustomer(
  ctx: Ctx,
  customerId: string,
): Promise<CustomerRef | undefined> {
  return toRef(await findCustomerRowById(ctx, customerId));
}

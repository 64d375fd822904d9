import type { AccountId, WorkspaceId } from "#core/ids";
import { findAccountOfCustomer, syncCustomer } from "#features/billing";
import type { Ctx } from "#platform/ctx";

/** Whose money it is. */
export interface Owner {
  workspaceId: WorkspaceId;
  accountId: AccountId;
}

/** Money of a Stripe customer whom no workspace has: not yet, or never. */
export class UnknownCustomer extends Error {}

/**
 * The workspace of a Stripe customer, who is brought in first when nobody knows them yet. Throws
 * when they stay unknown, so that whatever asked is tried again.
 */
export async function getOwner(ctx: Ctx, customerId: string): Promise<Owner> {
  let found = await findAccountOfCustomer(ctx, customerId);
  if (found === undefined) {
    await syncCustomer(ctx, customerId);
    found = await findAccountOfCustomer(ctx, customerId);
  }
  if (found === undefined) {
    throw new UnknownCustomer(`Stripe's customer ${customerId} is nobody's yet`);
  }
  const { workspaceId, accountId } = found;
  return { workspaceId, accountId };
}

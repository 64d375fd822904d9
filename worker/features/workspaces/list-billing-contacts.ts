import { and, asc, desc, eq, inArray } from "drizzle-orm";
import type { UserId, WorkspaceId } from "#core/ids";
import { users } from "#features/identity/tables";
import type { Ctx } from "#platform/ctx";
import { memberships } from "./tables.ts";

/** Someone who is told about a workspace's money. */
export interface BillingContact {
  userId: UserId;
  name: string;
  email: string;
  locale: string;
}

const CONTACTS_MAX = 50;

/**
 * Who hears about a workspace's money: its owner, admins and billing members, owner first, at most 50. For jobs and
 * for verbs that have authorised already.
 */
export async function listBillingContacts(
  ctx: Ctx,
  workspaceId: WorkspaceId,
): Promise<BillingContact[]> {
  return await ctx.db
    .select({ userId: users.id, name: users.name, email: users.email, locale: users.locale })
    .from(memberships)
    .innerJoin(users, eq(users.id, memberships.userId))
    .where(
      and(
        eq(memberships.workspaceId, workspaceId),
        inArray(memberships.role, ["owner", "admin", "billing"] as const),
      ),
    )
    .orderBy(desc(memberships.role), asc(memberships.createdAtMs))
    .limit(CONTACTS_MAX);
}

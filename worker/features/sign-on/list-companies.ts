import { and, desc, eq } from "drizzle-orm";
import { connections } from "#features/connections/tables";
import { memberships, workspaces } from "#features/workspaces/tables";
import { requirePerson } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import type { CompanyView } from "./schema.ts";
import { companySignIns } from "./tables.ts";

/** The companies whose providers open the person's account, newest first. */
export async function listCompanies(ctx: Ctx): Promise<CompanyView[]> {
  const userId = requirePerson(ctx);
  return await ctx.db
    .select({
      id: connections.id,
      workspaceName: workspaces.name,
      email: connections.email,
      createdAtMs: connections.createdAtMs,
      lastUsedAtMs: connections.lastUsedAtMs,
    })
    .from(connections)
    .innerJoin(companySignIns, eq(companySignIns.id, connections.provider))
    .innerJoin(workspaces, eq(workspaces.id, companySignIns.workspaceId))
    .innerJoin(
      memberships,
      and(
        eq(memberships.workspaceId, companySignIns.workspaceId),
        eq(memberships.userId, connections.userId),
      ),
    )
    .where(eq(connections.userId, userId))
    .orderBy(desc(connections.createdAtMs), desc(connections.id));
}

import { and, count, eq, isNotNull, isNull, type SQL, sql } from "drizzle-orm";
import type { Id, UserId, WorkspaceId } from "#core/ids";
import { connections } from "#features/connections/tables";
import { findVerifiedDomain } from "#features/domains";
import { domains } from "#features/domains/tables";
import { memberships, workspaces } from "#features/workspaces/tables";
import type { Ctx, WorkspaceRef } from "#platform/ctx";
import type { SignOnView } from "./schema.ts";
import { companySignIns } from "./tables.ts";

export type SignOnRow = typeof companySignIns.$inferSelect;

/** What client secrets are sealed for. */
export const SECRET_PURPOSE = "company-sign-in";

export async function findRow(ctx: Ctx, workspaceId: WorkspaceId): Promise<SignOnRow | undefined> {
  return await ctx.db
    .select()
    .from(companySignIns)
    .where(eq(companySignIns.workspaceId, workspaceId))
    .get();
}

/** The sign-on behind a person's own connection, while they are a member of its workspace. */
export async function findOwn(
  ctx: Ctx,
  userId: UserId,
  connectionId: Id<"cnx">,
): Promise<SignOnRow | undefined> {
  const found = await ctx.db
    .select({ signOn: companySignIns })
    .from(connections)
    .innerJoin(companySignIns, eq(companySignIns.id, connections.provider))
    .innerJoin(
      memberships,
      and(
        eq(memberships.workspaceId, companySignIns.workspaceId),
        eq(memberships.userId, connections.userId),
      ),
    )
    .where(and(eq(connections.id, connectionId), eq(connections.userId, userId)))
    .get();
  return found?.signOn;
}

/** The domains that the workspace has proven, by name. */
export async function listProvenDomains(ctx: Ctx, workspaceId: WorkspaceId): Promise<string[]> {
  const rows = await ctx.db
    .select({ domain: domains.domain })
    .from(domains)
    .where(and(eq(domains.workspaceId, workspaceId), isNotNull(domains.verifiedAtMs)))
    .orderBy(domains.domain);
  return rows.map(({ domain }) => domain);
}

export function domainOf(email: string): string {
  return email.slice(email.lastIndexOf("@") + 1).toLowerCase();
}

/** True while an address is one that this sign-on speaks for: of a domain proven by its workspace. */
export async function speaksFor(ctx: Ctx, row: SignOnRow, email: string): Promise<boolean> {
  const domain = domainOf(email);
  if (!row.domains.includes(domain)) return false;
  return (await findVerifiedDomain(ctx, domain))?.workspaceId === row.workspaceId;
}

/** The sign-on, switched on, of the workspace that has proven the domain of an address. */
export async function findCompany(ctx: Ctx, email: string): Promise<SignOnRow | undefined> {
  const found = await findVerifiedDomain(ctx, domainOf(email));
  const row = found === undefined ? undefined : await findRow(ctx, found.workspaceId);
  if (row?.enabled !== true || !row.domains.includes(domainOf(email))) return undefined;
  return row;
}

/** The workspace of a sign-on as whoever joins by it has it; undefined once it is deleted. */
export async function findTarget(ctx: Ctx, row: SignOnRow): Promise<WorkspaceRef | undefined> {
  const workspace = await ctx.db
    .select()
    .from(workspaces)
    .where(and(eq(workspaces.id, row.workspaceId), isNull(workspaces.deletedAtMs)))
    .get();
  if (workspace === undefined) return undefined;
  const { id, accountId, plan, planVersionId } = workspace;
  return { id, accountId, plan, planVersionId, role: row.defaultRole };
}

/** Holds while the sign-on is what it was when it was read, and on. */
export function stillOn(row: SignOnRow): SQL {
  return sql`EXISTS (SELECT 1 FROM ${companySignIns} WHERE ${companySignIns.id} = ${row.id} AND ${companySignIns.enabled} = 1 AND ${companySignIns.issuer} = ${row.issuer} AND ${companySignIns.clientId} = ${row.clientId})`;
}

/** Holds while that person is a member of the sign-on's workspace. */
export function stillMember(row: SignOnRow, userId: UserId): SQL {
  return sql`EXISTS (SELECT 1 FROM ${memberships} WHERE ${memberships.workspaceId} = ${row.workspaceId} AND ${memberships.userId} = ${userId})`;
}

export async function toView(ctx: Ctx, row: SignOnRow): Promise<SignOnView> {
  const { id, issuer, clientId, domains: names, defaultRole, enabled, enforced } = row;
  const connected = await ctx.db
    .select({ people: count() })
    .from(connections)
    .where(eq(connections.provider, id))
    .get();
  const { createdAtMs, updatedAtMs } = row;
  const people = connected?.people ?? 0;
  const choices = { domains: names, defaultRole, enabled, enforced };
  return { id, issuer, clientId, ...choices, people, createdAtMs, updatedAtMs };
}

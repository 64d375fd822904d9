import { type SQL, sql } from "drizzle-orm";
import { connections } from "#features/connections/tables";
import { domains } from "#features/domains/tables";
import { users } from "#features/identity/tables";
import { companySignIns } from "#features/sign-on/tables";
import { memberships } from "#features/workspaces/tables";

/**
 * 1 where the membership of the row lets in only sessions of its workspace's own sign-on, and
 * `signOnId`, which made the session, is not that one: the sign-on is enforced, a domain of it is
 * proven, and the person has an address of such a domain or has come by it before. Owners are let in
 * by whatever they prove themselves with: somebody must be, when the provider fails.
 */
export function awaitsSignOn(signOnId: SQL): SQL<number> {
  const proven = sql`SELECT ${domains.domain} FROM ${domains} WHERE ${domains.workspaceId} = ${companySignIns.workspaceId} AND ${domains.verifiedAtMs} IS NOT NULL AND ${domains.domain} IN (SELECT value FROM json_each(${companySignIns.domains}))`;
  const ofDomain = sql`EXISTS (SELECT 1 FROM ${users} WHERE ${users.id} = ${memberships.userId} AND substr(${users.email}, instr(${users.email}, '@') + 1) IN (${proven}))`;
  const known = sql`EXISTS (SELECT 1 FROM ${connections} WHERE ${connections.userId} = ${memberships.userId} AND ${connections.provider} = ${companySignIns.id})`;
  return sql<number>`EXISTS (SELECT 1 FROM ${companySignIns} WHERE ${companySignIns.workspaceId} = ${memberships.workspaceId} AND ${companySignIns.enabled} = 1 AND ${companySignIns.enforced} = 1 AND ${memberships.role} <> 'owner' AND ${signOnId} IS NOT ${companySignIns.id} AND (${ofDomain} OR (${known} AND EXISTS (${proven}))))`;
}

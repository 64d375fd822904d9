import { type SQL, sql } from "drizzle-orm";
import type { Id } from "#core/ids";
import { planVersions } from "#features/plans/tables";
import type { Plan } from "#platform/ctx";

/**
 * The version of a plan that is on offer when the statement runs, so that nothing can be published
 * between reading and writing it. Null, which is the first, while none is written down.
 */
export function currentVersionId(plan: Plan): SQL<Id<"plan"> | null> {
  return sql<Id<"plan"> | null>`(SELECT ${planVersions.id} FROM ${planVersions} WHERE ${planVersions.plan} = ${plan} ORDER BY ${planVersions.version} DESC LIMIT 1)`;
}

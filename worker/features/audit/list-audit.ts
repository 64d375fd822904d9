import { and, desc, eq, gte, inArray, like, lt, type SQL } from "drizzle-orm";
import type { UserId } from "#core/ids";
import { parseInput } from "#core/parse-input";
import { users } from "#features/identity/tables";
import { requireOperator, requirePermission } from "#features/workspaces";
import { auditRows } from "#platform/audit.tables";
import type { Ctx } from "#platform/ctx";
import { AuditQuery, type AuditView } from "./schema.ts";

type Parsed = ReturnType<typeof AuditQuery.parse>;

/** Ids of audit rows sort by time, and are the place in the list. */
function matches(query: Parsed): SQL | undefined {
  const { actor, action, target, fromAtMs, toAtMs, cursor } = query;
  return and(
    actor === undefined ? undefined : eq(auditRows.actor, actor),
    action === undefined
      ? undefined
      : action.includes(".")
        ? eq(auditRows.action, action)
        : like(auditRows.action, `${action}.%`),
    target === undefined ? undefined : eq(auditRows.target, target),
    fromAtMs === undefined ? undefined : gte(auditRows.atMs, fromAtMs),
    toAtMs === undefined ? undefined : lt(auditRows.atMs, toAtMs),
    cursor === undefined ? undefined : lt(auditRows.id, cursor),
  );
}

async function namesOf(ctx: Ctx, ids: string[]): Promise<Map<string, string>> {
  const people = [...new Set(ids)].filter((id) => id.startsWith("user_")) as UserId[];
  if (people.length === 0) return new Map();
  // D1 binds at most 100 values to a statement.
  const parts = [people.slice(0, 90), people.slice(90, 180), people.slice(180)];
  const found = await Promise.all(
    parts.map(async (part) =>
      part.length === 0
        ? []
        : await ctx.db
            .select({ id: users.id, name: users.name })
            .from(users)
            .where(inArray(users.id, part)),
    ),
  );
  return new Map(found.flat().map(({ id, name }) => [id, name]));
}

async function page(ctx: Ctx, where: SQL | undefined, limit: number) {
  const rows = await ctx.db
    .select()
    .from(auditRows)
    .where(where)
    .orderBy(desc(auditRows.id))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const names = await namesOf(
    ctx,
    shown.flatMap(({ actor, target }) => [actor, target]),
  );
  const items: AuditView[] = shown.map((row) => ({
    ...row,
    actorName: names.get(row.actor) ?? null,
    targetName: names.get(row.target) ?? null,
  }));
  return { items, nextCursor: rows.length > limit ? (shown.at(-1)?.id ?? null) : null };
}

export interface AuditPage {
  items: AuditView[];
  nextCursor: string | null;
}

/** What was done in the workspace, newest first, by actor, action, target and time. */
export async function listAudit(ctx: Ctx, input: AuditQuery = {}): Promise<AuditPage> {
  const { id } = requirePermission(ctx, "audit.read");
  const query = parseInput(AuditQuery, input);
  return await page(ctx, and(eq(auditRows.workspaceId, id), matches(query)), query.limit);
}

/** The same over all workspaces and what belongs to none. For operators. */
export async function listDeploymentAudit(ctx: Ctx, input: AuditQuery = {}): Promise<AuditPage> {
  requireOperator(ctx);
  const query = parseInput(AuditQuery, input);
  return await page(ctx, matches(query), query.limit);
}

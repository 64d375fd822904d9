import { and, desc, eq, gte, like, lt, type SQL } from "drizzle-orm";
import { parseInput } from "#core/parse-input";
import { requireOperator, requirePermission } from "#features/workspaces";
import { auditRows } from "#platform/audit.tables";
import type { Ctx } from "#platform/ctx";
import { readNames } from "./read-names.ts";
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

async function page(ctx: Ctx, where: SQL | undefined, limit: number) {
  const rows = await ctx.db
    .select()
    .from(auditRows)
    .where(where)
    .orderBy(desc(auditRows.id))
    .limit(limit + 1);
  const shown = rows.slice(0, limit);
  const named = await readNames(
    ctx,
    shown.flatMap(({ actor, target, workspaceId }) => [actor, target, workspaceId ?? ""]),
  );
  const items: AuditView[] = shown.map((row) => ({
    ...row,
    actorName: named.get(row.actor)?.name ?? null,
    actorAvatarPath: named.get(row.actor)?.avatarPath ?? null,
    targetName: named.get(row.target)?.name ?? null,
    workspaceName: named.get(row.workspaceId ?? "")?.name ?? null,
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

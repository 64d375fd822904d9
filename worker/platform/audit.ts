import { sql } from "drizzle-orm";
import { newId } from "#core/ids";
import type { AuditAction } from "./audit-actions.ts";
import { auditRows } from "./audit.tables.ts";
import { actorLabel, type Ctx } from "./ctx.ts";
import type { Statement } from "./db.ts";

/** The row that says who did what; `target` is the id of the thing, `detail` never holds content. */
export function auditRow(
  ctx: Ctx,
  action: AuditAction,
  target: string,
  detail?: Record<string, unknown>,
): Statement {
  const now = ctx.clock.now();
  return ctx.db.insert(auditRows).values({
    id: newId("aud", now),
    workspaceId: ctx.workspace?.id ?? null,
    actor: actorLabel(ctx.actor),
    action,
    target,
    detail: detail ?? null,
    requestId: ctx.requestId,
    atMs: now,
  });
}

/** What `auditRow` is told of each. */
export interface AuditEntry {
  action: AuditAction;
  target: string;
  detail?: Record<string, unknown>;
}

/** As `auditRow`, for many in one statement; none writes nothing. */
export function auditRowsOf(ctx: Ctx, entries: AuditEntry[]): Statement {
  const now = ctx.clock.now();
  const rows = entries.map((entry) => ({ ...entry, id: newId("aud", now) }));
  const [workspaceId, actor] = [ctx.workspace?.id ?? null, actorLabel(ctx.actor)];
  return ctx.db
    .insert(auditRows)
    .select(
      sql`SELECT value ->> '$.id', ${workspaceId}, ${actor}, value ->> '$.action', value ->> '$.target', value -> '$.detail', ${ctx.requestId}, ${now} FROM json_each(${JSON.stringify(rows)}) WHERE true`,
    );
}

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

import { csvLine } from "#core/csv";
import { toIso } from "#core/time";
import { requireOperator, requirePermission } from "#features/workspaces";
import type { Ctx } from "#platform/ctx";
import { type AuditPage, listAudit, listDeploymentAudit } from "./list-audit.ts";
import type { AuditQuery, AuditView } from "./schema.ts";

const PAGE = 100;
const columns = ["time", "actor", "actor_name", "action", "target", "detail", "request_id"];

export interface AuditExport {
  filename: string;
  contentType: string;
  body: ReadableStream<Uint8Array>;
}

function csvRow(row: AuditView): string {
  const detail = row.detail === null ? "" : JSON.stringify(row.detail);
  const { atMs, actor, actorName, action, target, requestId } = row;
  return csvLine([toIso(atMs), actor, actorName ?? "", action, target, detail, requestId]);
}

function jsonRow({ atMs, actorAvatarPath: _avatar, ...row }: AuditView): string {
  return `${JSON.stringify({ at: toIso(atMs), ...row })}\n`;
}

async function* pieces(
  read: (cursor: string | undefined) => Promise<AuditPage>,
  format: "csv" | "json",
): AsyncGenerator<string> {
  if (format === "csv") yield csvLine(columns);
  let cursor: string | undefined;
  do {
    const { items, nextCursor } = await read(cursor);
    yield items.map(format === "csv" ? csvRow : jsonRow).join("");
    cursor = nextCursor ?? undefined;
  } while (cursor !== undefined);
}

/**
 * Everything that matches, newest first, as CSV or as JSON, one document a line. One page of 100 rows
 * is in memory at a time, however long the log is.
 */
export function exportAudit(
  ctx: Ctx,
  input: AuditQuery,
  { format, deployment }: { format: "csv" | "json"; deployment: boolean },
): AuditExport {
  if (deployment) requireOperator(ctx);
  else requirePermission(ctx, "audit.read");
  const list = deployment ? listDeploymentAudit : listAudit;
  const parts = pieces((cursor) => list(ctx, { ...input, cursor, limit: PAGE }), format);
  const encoder = new TextEncoder();
  return {
    filename: format === "csv" ? "audit.csv" : "audit.jsonl",
    contentType: format === "csv" ? "text/csv; charset=utf-8" : "application/jsonl; charset=utf-8",
    body: new ReadableStream({
      async pull(controller) {
        const next = await parts.next();
        if (next.done === true) controller.close();
        else controller.enqueue(encoder.encode(next.value));
      },
      async cancel() {
        await parts.return(undefined);
      },
    }),
  };
}

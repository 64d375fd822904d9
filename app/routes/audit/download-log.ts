import type { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { exportAudit } from "#features/audit";
import { auditQueryOf } from "./audit-query.ts";

/** Downloads what the filters of the address leave of a log, as CSV or as JSON lines. */
export function downloadLog(
  ctx: ReturnType<typeof ctxOf>,
  request: Request,
  { format, deployment }: { format: string; deployment: boolean },
): Response {
  if (format !== "csv" && format !== "json") throw new Problem("not-found");
  const query = auditQueryOf(new URL(request.url));
  const { filename, contentType, body } = exportAudit(ctx, query, { format, deployment });
  return new Response(body, {
    headers: {
      "content-type": contentType,
      "content-disposition": `attachment; filename="${filename}"`,
      "cache-control": "private, no-store",
    },
  });
}

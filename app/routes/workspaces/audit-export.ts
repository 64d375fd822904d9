import { ctxOf } from "#app/context.ts";
import { Problem } from "#core/problem";
import { exportAudit } from "#features/audit";
import type { Route } from "./+types/audit-export";
import { auditQueryOf } from "./audit-query.ts";

/** Downloads what the filters leave of the audit log, as CSV or as JSON lines. */
export function loader({ request, params, context }: Route.LoaderArgs): Response {
  const { format } = params;
  if (format !== "csv" && format !== "json") throw new Problem("not-found");
  const query = auditQueryOf(new URL(request.url));
  const options = { format, deployment: false } as const;
  const { filename, contentType, body } = exportAudit(ctxOf(context), query, options);
  return new Response(body, {
    headers: {
      "content-type": contentType,
      "content-disposition": `attachment; filename="${filename}"`,
      "cache-control": "private, no-store",
    },
  });
}

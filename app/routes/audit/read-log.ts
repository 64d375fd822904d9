import type { ctxOf } from "#app/context.ts";
import { parseTableQuery, type TableQuery } from "#app/ui/table-query.ts";
import type { listAudit } from "#features/audit";
import { auditActions, type AuditView } from "#features/audit/schema";
import { auditQueryOf, filterValuesOf } from "./audit-query.ts";

/** A line of the log with what was done in the reader's words. */
export interface LogLine extends AuditView {
  actionName: string;
}

/** What only the deployment's log has: the work of its operators and of its own jobs. */
const ofDeployment =
  /^(?:closing|discrepancy|dkim-keys|field-key|identity|inbound-mail|job|mail|mail-domain|mail-event|mail-suppression|mail-webhook|margins|models\.routing-set|operator|packs|plan|provider-usage|rate-card|reconciliation|retention|scheduled-job|stripe-events?|subject-request|tokens|visitor)(?:\.|$)/;

/** One page of a log, with its filters and the actions that may be chosen from. */
export async function readLog(
  ctx: ReturnType<typeof ctxOf>,
  request: Request,
  list: typeof listAudit,
  { deployment }: { deployment: boolean },
) {
  // The names are many and only ever needed here.
  const { actionName } = await import("./action-name.ts");
  const url = new URL(request.url);
  const values = filterValuesOf(url);
  const { items, nextCursor } = await list(ctx, auditQueryOf(url));
  const filters = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ""));
  const query: TableQuery = { ...parseTableQuery(url), filters };
  const exported = new URLSearchParams(filters).toString();
  const actions = auditActions
    .filter((action) => deployment || !ofDeployment.test(action))
    .map((value) => ({ value: value as string, label: actionName(value) }))
    .toSorted((a, b) => a.label.localeCompare(b.label, ctx.locale));
  return {
    lines: items.map((row): LogLine => Object.assign(row, { actionName: actionName(row.action) })),
    nextCursor,
    query,
    values,
    actions,
    exportSearch: exported === "" ? "" : `?${exported}`,
  };
}

export type ReadLog = Awaited<ReturnType<typeof readLog>>;

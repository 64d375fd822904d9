import { z } from "zod";
import { toIso } from "#core/time";
import { type Api, apiRoute, jsonAnswer, pageOf, PageQuery } from "#platform/api";
import { exportAudit } from "./export-audit.ts";
import { type AuditPage, listAudit, listDeploymentAudit } from "./list-audit.ts";
import { AuditQuery, type AuditView } from "./schema.ts";

const Instant = z.iso.datetime({ offset: true }).max(40).optional();

const filters = {
  actor: AuditQuery.shape.actor.meta({ description: "The id of a person, key or job" }),
  action: AuditQuery.shape.action.meta({
    description: "`member.removed`, or a noun alone for everything of it",
    example: "member",
  }),
  target: AuditQuery.shape.target.meta({ description: "The id of the thing it was done to" }),
  from: Instant.meta({ description: "From this time on", example: "2026-11-01T00:00:00Z" }),
  to: Instant.meta({ description: "Up to, not including", example: "2026-12-01T00:00:00Z" }),
};
const ListQuery = PageQuery.extend(filters);
const ExportQuery = z.object({
  format: z.enum(["csv", "json"]).default("csv").meta({ example: "csv" }),
  ...filters,
});

const AuditEntry = z
  .object({
    id: z.string().max(64),
    at: z.iso.datetime().max(40),
    actor: z.string().max(80).meta({ description: "The id of a person, key or job" }),
    actorName: z.string().max(80).nullable().meta({ description: "Of a person, key or program" }),
    action: z.string().max(80).meta({ description: "`<noun>.<what was done>`" }),
    target: z.string().max(200),
    targetName: z.string().max(80).nullable(),
    detail: z.unknown().meta({ description: "Facts, never content" }),
    requestId: z.string().max(80),
    workspaceId: z.string().max(64).nullable(),
  })
  .meta({ id: "AuditEntry" });

const example: z.infer<typeof AuditEntry> = {
  id: "aud_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  at: "2026-11-21T08:00:00.000Z",
  actor: "user_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  actorName: "Ada",
  action: "member.removed",
  target: "user_01KAJ3C6Z8E5T7M9Q2V4W6X8Y0",
  targetName: "Grace",
  detail: { role: "member" },
  requestId: "req_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  workspaceId: "ws_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
};

interface Filters {
  from?: string | undefined;
  to?: string | undefined;
}

/** Times as the verbs take them. */
function withTimes<Q extends Filters>({ from, to, ...rest }: Q) {
  return {
    ...rest,
    fromAtMs: from === undefined ? undefined : Date.parse(from),
    toAtMs: to === undefined ? undefined : Date.parse(to),
  };
}

function toEntry(view: AuditView): z.infer<typeof AuditEntry> {
  const { atMs, detail, actorAvatarPath: _avatar, workspaceName: _name, ...rest } = view;
  return { ...rest, at: toIso(atMs), detail: detail ?? null };
}

function toDocument({ items, nextCursor }: AuditPage) {
  return { items: items.map(toEntry), nextCursor };
}

const page = jsonAnswer("One page", pageOf(AuditEntry), { items: [example], nextCursor: null });

const listRoute = apiRoute({
  method: "get",
  path: "/workspace/audit",
  operationId: "listAudit",
  summary: "List the audit log",
  description: "What was done in the workspace and by whom, newest first.",
  tags: ["Workspaces"],
  scope: "read",
  request: { query: ListQuery },
  responses: { 200: page },
});

const exportRoute = apiRoute({
  method: "get",
  path: "/workspace/audit/export",
  operationId: "exportAudit",
  summary: "Export the audit log",
  description:
    "Everything that the filters leave, newest first, as CSV or as JSON with one document a line.",
  tags: ["Workspaces"],
  scope: "read",
  request: { query: ExportQuery },
  responses: {
    200: {
      description: "The export",
      content: {
        "text/csv": { schema: z.string().max(2_000_000_000) },
        "application/jsonl": { schema: z.string().max(2_000_000_000) },
      },
    },
  },
});

const listAllRoute = apiRoute({
  method: "get",
  path: "/admin/audit",
  operationId: "listDeploymentAudit",
  summary: "List the audit log of the deployment",
  description: "Over all workspaces, and what belongs to none. For operators.",
  tags: ["Administration"],
  scope: "read",
  request: { query: ListQuery },
  responses: { 200: page },
});

export function registerAuditRoutes(api: Api): void {
  api.openapi(listRoute, async (c) =>
    c.json(toDocument(await listAudit(c.var.ctx, withTimes(c.req.valid("query")))), 200),
  );
  api.openapi(exportRoute, (c) => {
    const { format, ...query } = c.req.valid("query");
    const options = { format, deployment: false };
    const { filename, contentType, body } = exportAudit(c.var.ctx, withTimes(query), options);
    return c.body(body, 200, {
      "content-type": contentType,
      "content-disposition": `attachment; filename="${filename}"`,
    }) as never;
  });
  api.openapi(listAllRoute, async (c) =>
    c.json(toDocument(await listDeploymentAudit(c.var.ctx, withTimes(c.req.valid("query")))), 200),
  );
}

import { z } from "zod";
import {
  type Api,
  apiRoute,
  idParam,
  jsonAnswer,
  jsonBody,
  pageOf,
  PageQuery,
} from "#platform/api";
import { acceptDiscrepancy } from "./accept-discrepancy.ts";
import { assignDiscrepancy } from "./assign-discrepancy.ts";
import {
  discrepancyExample,
  DiscrepancyDocument,
  RunDocument,
  runExample,
  toDiscrepancyDocument,
  toRunDocument,
} from "./documents.ts";
import { fixDiscrepancy } from "./fix-discrepancy.ts";
import { getDiscrepancy, listDiscrepancies } from "./list-discrepancies.ts";
import { getRun, listRuns } from "./list-runs.ts";
import {
  AcceptInput,
  AssignInput,
  discrepancySorts,
  discrepancyStates,
  discrepancyTypes,
  lanes,
} from "./schema.ts";
import { startRun } from "./start-run.ts";

const tags = ["Administration"];
const RunId = z.object({ id: idParam("The run's id", runExample.id) });
const DiscrepancyId = z.object({ id: idParam("The discrepancy's id", discrepancyExample.id) });

const listRunsRoute = apiRoute({
  method: "get",
  path: "/admin/reconciliation/runs",
  operationId: "listReconciliationRuns",
  summary: "List reconciliation runs",
  description:
    "Runs, newest first: what each compared in its three lanes, what it could not compare and why. For the operator of the deployment.",
  tags,
  scope: "read",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer("The runs", pageOf(RunDocument), { items: [runExample], nextCursor: null }),
  },
});

const startRunRoute = apiRoute({
  method: "post",
  path: "/admin/reconciliation/runs",
  operationId: "startReconciliationRun",
  summary: "Start a reconciliation run",
  description:
    "Begins a run in the background and answers with it; there is at most one, so while one is running the answer is that one. A run adds nothing that an earlier one has found. For the operator of the deployment.",
  tags,
  scope: "write",
  idempotent: true,
  responses: { 202: jsonAnswer("The run", RunDocument, runExample) },
});

const getRunRoute = apiRoute({
  method: "get",
  path: "/admin/reconciliation/runs/{id}",
  operationId: "getReconciliationRun",
  summary: "Get a reconciliation run",
  description: "One run with where it stands. For the operator of the deployment.",
  tags,
  scope: "read",
  request: { params: RunId },
  responses: { 200: jsonAnswer("The run", RunDocument, runExample) },
  problems: ["not-found"],
});

const listRoute = apiRoute({
  method: "get",
  path: "/admin/reconciliation/discrepancies",
  operationId: "listDiscrepancies",
  summary: "List discrepancies",
  description:
    "What two books said differently about, with filters. Type and object name a discrepancy for ever: another run sees it again and adds nothing. For the operator of the deployment.",
  tags,
  scope: "read",
  request: {
    query: PageQuery.extend({
      state: z.enum(discrepancyStates).optional(),
      type: z.enum(discrepancyTypes).optional(),
      lane: z.enum(lanes).optional(),
      owner: z
        .string()
        .max(64)
        .regex(/^[\w-]+$/, "an operator's id or none")
        .optional()
        .meta({ description: "An operator's id, or `none`" }),
      search: z.string().max(200).optional().meta({ description: "Part of object or account" }),
      sort: z.enum(discrepancySorts).default("-seen"),
    }),
  },
  responses: {
    200: jsonAnswer("The discrepancies", pageOf(DiscrepancyDocument), {
      items: [discrepancyExample],
      nextCursor: null,
    }),
  },
});

const getRoute = apiRoute({
  method: "get",
  path: "/admin/reconciliation/discrepancies/{id}",
  operationId: "getDiscrepancy",
  summary: "Get a discrepancy",
  description: "One discrepancy. For the operator of the deployment.",
  tags,
  scope: "read",
  request: { params: DiscrepancyId },
  responses: { 200: jsonAnswer("The discrepancy", DiscrepancyDocument, discrepancyExample) },
  problems: ["not-found"],
});

const fixRoute = apiRoute({
  method: "post",
  path: "/admin/reconciliation/discrepancies/{id}/fix",
  operationId: "fixDiscrepancy",
  summary: "Fix a discrepancy",
  description:
    "Brings the object in again from Stripe with its effects, grants what is owed, or fetches the report again; then both books are looked at once more. The answer's `state` is `fixed` when they agree and stays `open` when they do not. Safe to repeat. Refused with `conflict` when it is not open or no verb can fix it. For the operator of the deployment.",
  tags,
  scope: "billing",
  idempotent: true,
  request: { params: DiscrepancyId },
  responses: {
    200: jsonAnswer("The discrepancy", DiscrepancyDocument, {
      ...discrepancyExample,
      state: "fixed",
    }),
  },
  problems: ["not-found", "conflict", "not-connected", "provider-failed"],
});

const acceptRoute = apiRoute({
  method: "post",
  path: "/admin/reconciliation/discrepancies/{id}/accept",
  operationId: "acceptDiscrepancy",
  summary: "Accept a discrepancy",
  description:
    "Takes it as it is, with the reason. Other figures open it again. For the operator of the deployment.",
  tags,
  scope: "write",
  request: {
    params: DiscrepancyId,
    body: jsonBody(AcceptInput.meta({ id: "DiscrepancyAcceptance" }), {
      note: "Paid by bank transfer, booked by hand.",
    }),
  },
  responses: {
    200: jsonAnswer("The discrepancy", DiscrepancyDocument, {
      ...discrepancyExample,
      state: "accepted",
      note: "Paid by bank transfer, booked by hand.",
    }),
  },
  problems: ["not-found", "conflict"],
});

const assignRoute = apiRoute({
  method: "post",
  path: "/admin/reconciliation/discrepancies/{id}/assign",
  operationId: "assignDiscrepancy",
  summary: "Assign a discrepancy",
  description:
    "Gives it to an operator to take care of, or to nobody. For the operator of the deployment.",
  tags,
  scope: "write",
  request: {
    params: DiscrepancyId,
    body: jsonBody(AssignInput.meta({ id: "DiscrepancyAssignment" }), { ownerId: null }),
  },
  responses: { 200: jsonAnswer("The discrepancy", DiscrepancyDocument, discrepancyExample) },
  problems: ["not-found"],
});

function registerRunRoutes(api: Api): void {
  api.openapi(listRunsRoute, async (c) => {
    const { items, nextCursor } = await listRuns(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toRunDocument), nextCursor }, 200);
  });
  api.openapi(startRunRoute, async (c) => {
    const run = await startRun(c.var.ctx, { trigger: "hand", asked: true });
    return c.json(toRunDocument(run), 202);
  });
  api.openapi(getRunRoute, async (c) => {
    const run = await getRun(c.var.ctx, c.req.valid("param").id);
    return c.json(toRunDocument(run), 200);
  });
}

function registerDiscrepancyRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { cursor, state, type, lane, owner, search, ...query } = c.req.valid("query");
    const { items, nextCursor } = await listDiscrepancies(c.var.ctx, {
      ...query,
      ...(cursor === undefined ? {} : { cursor }),
      ...(state === undefined ? {} : { state }),
      ...(type === undefined ? {} : { type }),
      ...(lane === undefined ? {} : { lane }),
      ...(owner === undefined ? {} : { owner }),
      ...(search === undefined ? {} : { search }),
    });
    return c.json({ items: items.map(toDiscrepancyDocument), nextCursor }, 200);
  });
  api.openapi(getRoute, async (c) => {
    const view = await getDiscrepancy(c.var.ctx, c.req.valid("param").id);
    return c.json(toDiscrepancyDocument(view), 200);
  });
  api.openapi(fixRoute, async (c) => {
    const view = await fixDiscrepancy(c.var.ctx, c.req.valid("param").id);
    return c.json(toDiscrepancyDocument(view), 200);
  });
  api.openapi(acceptRoute, async (c) => {
    const { id } = c.req.valid("param");
    const view = await acceptDiscrepancy(c.var.ctx, id, c.req.valid("json"));
    return c.json(toDiscrepancyDocument(view), 200);
  });
  api.openapi(assignRoute, async (c) => {
    const { id } = c.req.valid("param");
    const view = await assignDiscrepancy(c.var.ctx, id, c.req.valid("json"));
    return c.json(toDiscrepancyDocument(view), 200);
  });
}

export function registerReconciliationRoutes(api: Api): void {
  registerRunRoutes(api);
  registerDiscrepancyRoutes(api);
}

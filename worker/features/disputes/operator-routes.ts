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
import {
  approveSecond,
  askUser,
  decideDispute,
  getDisputeCase,
  getDisputeStatistics,
  listDisputeQueue,
} from "./index.ts";
import {
  CaseDocument,
  CaseSummaryDocument,
  StatisticsDocument,
  toCaseDocument,
  toCaseSummaryDocument,
  toStatisticsDocument,
} from "./route-documents.ts";
import * as examples from "./route-examples.ts";
import {
  Decision,
  disputeReasons,
  disputeSorts,
  disputeStates,
  Question,
  SecondDecision,
} from "./schema.ts";

const tags = ["Disputes"];
const CaseParams = z.object({ id: idParam("The dispute's id", examples.summary.id) });
const whole = (description: string) => jsonAnswer(description, CaseDocument, examples.disputeCase);
const Pt = z.coerce.number().int().min(0).max(1_000_000_000).optional();

const queueRoute = apiRoute({
  method: "get",
  path: "/admin/disputes",
  operationId: "listDisputeQueue",
  summary: "List disputes of all workspaces",
  description: "For operators. Those due first, unless sorted otherwise.",
  tags,
  scope: "read",
  request: {
    query: PageQuery.extend({
      state: z
        .enum([...disputeStates, "unresolved"])
        .optional()
        .meta({ description: "One state; `unresolved` are all that are not over" }),
      overdue: z
        .enum(["true", "false"])
        .optional()
        .meta({ description: "`true`: only those the operator is late with" }),
      reason: z.enum(disputeReasons).optional(),
      minPt: Pt.meta({ description: "Charges of at least so many PT", example: 10 }),
      maxPt: Pt.meta({ description: "Charges of at most so many PT", example: 1_000 }),
      workspace: z
        .string()
        .max(80)
        .regex(/^[\w-]+$/, "an id or a slug")
        .optional()
        .meta({ description: "A workspace by id or slug" }),
      text: z
        .string()
        .trim()
        .max(200)
        .optional()
        .meta({ description: "In ids, comments, models and names of workspaces" }),
      sort: z.enum(disputeSorts).default("due"),
    }),
  },
  responses: {
    200: jsonAnswer("A page of disputes", pageOf(CaseSummaryDocument), {
      items: [examples.caseSummary],
      nextCursor: null,
    }),
  },
});

const statisticsRoute = apiRoute({
  method: "get",
  path: "/admin/disputes/statistics",
  operationId: "getDisputeStatistics",
  summary: "Get statistics of disputes",
  description: "For operators. Of disputes opened in the last `days` days, or of all.",
  tags,
  scope: "read",
  request: {
    query: z.object({
      days: z.coerce
        .number()
        .int()
        .min(1)
        .max(3_650)
        .optional()
        .meta({ description: "How far back", example: 90 }),
    }),
  },
  responses: { 200: jsonAnswer("The statistics", StatisticsDocument, examples.statistics) },
});

const caseRoute = apiRoute({
  method: "get",
  path: "/admin/disputes/{id}",
  operationId: "getDisputeCase",
  summary: "Get a dispute as an operator",
  description: "For operators: with what the evidence suggests, and their own notes.",
  tags,
  scope: "read",
  request: { params: CaseParams },
  responses: { 200: whole("The dispute") },
  problems: ["not-found"],
});

const decisionRoute = apiRoute({
  method: "post",
  path: "/admin/disputes/{id}/decision",
  operationId: "decideDispute",
  summary: "Decide a dispute",
  description:
    "For operators. Gives back all that is left of the charge, a part of it, or nothing; the PT move once, whatever fails in between. An approval above the limit is only proposed and waits for a second operator. The same decision again changes nothing.",
  tags,
  scope: "write",
  idempotent: true,
  request: {
    params: CaseParams,
    body: jsonBody(Decision, {
      outcome: "partly",
      amountPt: 9,
      comment: "You were charged the price of another model. Sorry about that.",
    }),
  },
  responses: { 200: whole("The dispute") },
  problems: ["not-found", "conflict"],
});

const secondRoute = apiRoute({
  method: "post",
  path: "/admin/disputes/{id}/second-approval",
  operationId: "approveDisputeSecond",
  summary: "Confirm a large approval",
  description:
    "For a different operator than the one who proposed it. Confirms it, and the PT move, or sends it back to review with a reason.",
  tags,
  scope: "write",
  idempotent: true,
  request: { params: CaseParams, body: jsonBody(SecondDecision, { approve: true }) },
  responses: { 200: whole("The dispute") },
  problems: ["not-found", "conflict"],
});

const askRoute = apiRoute({
  method: "post",
  path: "/admin/disputes/{id}/ask",
  operationId: "askDisputingUser",
  summary: "Ask the disputing side",
  description: "For operators. They have 14 days to answer; then the dispute expires.",
  tags,
  scope: "write",
  idempotent: true,
  request: {
    params: CaseParams,
    body: jsonBody(Question, { text: "Which of the two answers do you mean?" }),
  },
  responses: { 200: whole("The dispute") },
  problems: ["not-found", "conflict", "limit-reached"],
});

/** What operators do. */
export function registerOperatorRoutes(api: Api): void {
  api.openapi(queueRoute, async (c) => {
    const { overdue, ...query } = c.req.valid("query");
    const { items, nextCursor } = await listDisputeQueue(c.var.ctx, {
      ...query,
      overdue: overdue === "true",
    });
    return c.json({ items: items.map(toCaseSummaryDocument), nextCursor }, 200);
  });
  api.openapi(statisticsRoute, async (c) => {
    const statistics = await getDisputeStatistics(c.var.ctx, c.req.valid("query"));
    return c.json(toStatisticsDocument(statistics), 200);
  });
  api.openapi(caseRoute, async (c) => {
    return c.json(toCaseDocument(await getDisputeCase(c.var.ctx, c.req.valid("param").id)), 200);
  });
  api.openapi(decisionRoute, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(toCaseDocument(await decideDispute(c.var.ctx, id, c.req.valid("json"))), 200);
  });
  api.openapi(secondRoute, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(toCaseDocument(await approveSecond(c.var.ctx, id, c.req.valid("json"))), 200);
  });
  api.openapi(askRoute, async (c) => {
    const { id } = c.req.valid("param");
    return c.json(toCaseDocument(await askUser(c.var.ctx, id, c.req.valid("json"))), 200);
  });
}

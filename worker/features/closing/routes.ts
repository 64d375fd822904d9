import { z } from "zod";
import { microToPt } from "#core/money";
import { toIso } from "#core/time";
import { type Api, apiRoute, jsonAnswer, jsonBody, pageOf, PageQuery } from "#platform/api";
import { closeMonth } from "./close-month.ts";
import { type ExportedFile, exportMonth } from "./export-month.ts";
import { exportStatement } from "./export-statement.ts";
import { getClose, listCloses } from "./list-closes.ts";
import { getStatement, listStatements } from "./list-statements.ts";
import {
  type CloseView,
  exportReports,
  Month,
  type Movements,
  type StatementView,
} from "./schema.ts";

const PtText = z
  .string()
  .max(40)
  .regex(/^-?\d+(\.\d{1,6})?$/);

const MovementsDocument = z.object({
  grantedPt: z.object({
    plan: PtText,
    topup: PtText,
    promo: PtText,
    referral: PtText,
    refund: PtText,
    correction: PtText,
  }),
  usedPt: PtText,
  returnedPt: PtText,
  expiredPt: PtText,
  takenBackPt: PtText,
  transferredPt: PtText,
});

const RevenueDocument = z.object({
  currency: z.string().length(3),
  soldMinor: z.int(),
  recognisedMinor: z.int(),
  breakageMinor: z.int(),
  deferredBeforeMinor: z.int(),
  deferredAfterMinor: z.int(),
});

const StatementDocument = z
  .object({
    month: Month,
    accountId: z.string().max(64),
    openingPt: PtText,
    closingPt: PtText,
    movements: MovementsDocument,
    revenue: z.array(RevenueDocument).max(10),
    transactions: z.int().min(0),
    headHash: z.string().max(100).nullable(),
  })
  .meta({ id: "MonthlyStatement" });

const CloseDocument = z
  .object({
    month: Month,
    state: z.enum(["running", "closed"]),
    startedAt: z.iso.datetime().max(40),
    closedAt: z.iso.datetime().max(40).nullable(),
    accounts: z.int().min(0),
    transactions: z.int().min(0),
    openingPt: PtText,
    closingPt: PtText,
    movements: MovementsDocument,
    revenue: z.array(RevenueDocument).max(10),
  })
  .meta({ id: "MonthlyClose" });

function toMovements({ granted, ...rest }: Movements): z.infer<typeof MovementsDocument> {
  return {
    grantedPt: {
      plan: microToPt(granted.plan),
      topup: microToPt(granted.topup),
      promo: microToPt(granted.promo),
      referral: microToPt(granted.referral),
      refund: microToPt(granted.refund),
      correction: microToPt(granted.correction),
    },
    usedPt: microToPt(rest.used),
    returnedPt: microToPt(rest.returned),
    expiredPt: microToPt(rest.expired),
    takenBackPt: microToPt(rest.takenBack),
    transferredPt: microToPt(rest.transferred),
  };
}

function toStatement(view: StatementView): z.infer<typeof StatementDocument> {
  const { month, accountId, revenue, transactions, headHash } = view;
  return {
    month,
    accountId,
    openingPt: microToPt(view.openingMicroPt),
    closingPt: microToPt(view.closingMicroPt),
    movements: toMovements(view.movements),
    revenue,
    transactions,
    headHash,
  };
}

function toClose(view: CloseView): z.infer<typeof CloseDocument> {
  const { month, state, accounts, transactions, revenue } = view;
  return {
    month,
    state,
    startedAt: toIso(view.startedAtMs),
    closedAt: view.closedAtMs === null ? null : toIso(view.closedAtMs),
    accounts,
    transactions,
    openingPt: microToPt(view.openingMicroPt),
    closingPt: microToPt(view.closingMicroPt),
    movements: toMovements(view.movements),
    revenue,
  };
}

const movementsExample: z.infer<typeof MovementsDocument> = {
  grantedPt: {
    plan: "19000",
    topup: "5000",
    promo: "0",
    referral: "0",
    refund: "0",
    correction: "0",
  },
  usedPt: "12840",
  returnedPt: "12",
  expiredPt: "160",
  takenBackPt: "0",
  transferredPt: "0",
};

const revenueExample: z.infer<typeof RevenueDocument> = {
  currency: "usd",
  soldMinor: 2_400,
  recognisedMinor: 1_298,
  breakageMinor: 16,
  deferredBeforeMinor: 640,
  deferredAfterMinor: 1_742,
};

const statementExample: z.infer<typeof StatementDocument> = {
  month: "2026-10",
  accountId: "acct_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  openingPt: "6400",
  closingPt: "17412",
  movements: movementsExample,
  revenue: [revenueExample],
  transactions: 311,
  headHash: "9f2b6f0f5f3a4a2c8d1e7b6a5c4d3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b7c6d",
};

const closeExample: z.infer<typeof CloseDocument> = {
  month: "2026-10",
  state: "closed",
  startedAt: "2026-11-02T02:17:00.000Z",
  closedAt: "2026-11-02T02:17:09.000Z",
  accounts: 1,
  transactions: 311,
  openingPt: "6400",
  closingPt: "17412",
  movements: movementsExample,
  revenue: [revenueExample],
};

const MonthParams = z.object({ month: Month });
const Format = z.enum(["csv", "json"]).default("json").meta({ example: "json" });
const fileAnswer = {
  200: {
    description: "The file",
    content: {
      "application/json": { schema: z.looseObject({}), example: { month: "2026-10", items: [] } },
      "text/csv": { schema: z.string().max(2_000_000_000) },
    },
  },
};

const statementsRoute = apiRoute({
  method: "get",
  path: "/billing/statements",
  operationId: "listMonthlyStatements",
  summary: "List monthly statements",
  description:
    "The workspace's statements of closed months, newest first. `openingPt` plus all movements is `closingPt`, and a month begins with what the one before ended with.",
  tags: ["Billing"],
  scope: "read",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer("A page of statements", pageOf(StatementDocument), {
      items: [statementExample],
      nextCursor: null,
    }),
  },
});

const statementRoute = apiRoute({
  method: "get",
  path: "/billing/statements/{month}",
  operationId: "getMonthlyStatement",
  summary: "Get a monthly statement",
  description: "The workspace's statement of a closed month. It never changes.",
  tags: ["Billing"],
  scope: "read",
  request: { params: MonthParams },
  responses: { 200: jsonAnswer("The statement", StatementDocument, statementExample) },
  problems: ["not-found"],
});

const statementFileRoute = apiRoute({
  method: "get",
  path: "/billing/statements/{month}/export",
  operationId: "exportMonthlyStatement",
  summary: "Export a monthly statement",
  description: "The statement of a closed month as a file, CSV or JSON.",
  tags: ["Billing"],
  scope: "read",
  request: { params: MonthParams, query: z.object({ format: Format }) },
  responses: fileAnswer,
  problems: ["not-found"],
});

const closesRoute = apiRoute({
  method: "get",
  path: "/admin/closes",
  operationId: "listMonthlyCloses",
  summary: "List monthly closes",
  description: "Every month whose books were or are being closed, newest first. For the operator.",
  tags: ["Administration"],
  scope: "read",
  responses: {
    200: jsonAnswer("The closes", z.object({ items: z.array(CloseDocument).max(120) }), {
      items: [closeExample],
    }),
  },
});

const closeRoute = apiRoute({
  method: "post",
  path: "/admin/closes",
  operationId: "closeMonth",
  summary: "Close a month",
  description:
    "Begins or goes on with the close of a month that is over; a nightly job does the same by itself. Safe to repeat. Refuses a month that is not over or not the next one with `conflict`, a closed one with `period-locked`. For the operator.",
  tags: ["Administration"],
  scope: "billing",
  request: { body: jsonBody(z.object({ month: Month }), { month: "2026-10" }) },
  responses: { 200: jsonAnswer("How far it is", CloseDocument, closeExample) },
  problems: ["period-locked", "conflict"],
});

const getCloseRoute = apiRoute({
  method: "get",
  path: "/admin/closes/{month}",
  operationId: "getMonthlyClose",
  summary: "Get a monthly close",
  description: "The totals of a month over all accounts. For the operator.",
  tags: ["Administration"],
  scope: "read",
  request: { params: MonthParams },
  responses: { 200: jsonAnswer("The close", CloseDocument, closeExample) },
  problems: ["not-found"],
});

const closeFileRoute = apiRoute({
  method: "get",
  path: "/admin/closes/{month}/export",
  operationId: "exportMonthlyClose",
  summary: "Export a closed month",
  description:
    "For an accountant: the accounts' statements, their revenue, or the month's journal entries. For the operator.",
  tags: ["Administration"],
  scope: "read",
  request: {
    params: MonthParams,
    query: z.object({
      report: z.enum(exportReports).default("statements").meta({ example: "journal" }),
      format: Format,
    }),
  },
  responses: fileAnswer,
  problems: ["not-found", "conflict"],
});

function fileHeaders({ contentType, filename }: ExportedFile) {
  return {
    "content-type": contentType,
    "content-disposition": `attachment; filename="${filename}"`,
  };
}

function registerStatementRoutes(api: Api): void {
  api.openapi(statementsRoute, async (c) => {
    const { items, nextCursor } = await listStatements(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toStatement), nextCursor }, 200);
  });
  api.openapi(statementRoute, async (c) => {
    return c.json(toStatement(await getStatement(c.var.ctx, c.req.valid("param").month)), 200);
  });
  api.openapi(statementFileRoute, async (c) => {
    const { month } = c.req.valid("param");
    const file = await exportStatement(c.var.ctx, month, c.req.valid("query").format);
    return c.body(file.body, 200, fileHeaders(file)) as never;
  });
}

export function registerClosingRoutes(api: Api): void {
  registerStatementRoutes(api);
  api.openapi(closesRoute, async (c) => {
    return c.json({ items: (await listCloses(c.var.ctx)).map(toClose) }, 200);
  });
  api.openapi(closeRoute, async (c) => {
    return c.json(toClose(await closeMonth(c.var.ctx, c.req.valid("json"))), 200);
  });
  api.openapi(getCloseRoute, async (c) => {
    return c.json(toClose(await getClose(c.var.ctx, c.req.valid("param").month)), 200);
  });
  api.openapi(closeFileRoute, async (c) => {
    const { month } = c.req.valid("param");
    const file = await exportMonth(c.var.ctx, { month, ...c.req.valid("query") });
    return c.body(file.body, 200, fileHeaders(file)) as never;
  });
}

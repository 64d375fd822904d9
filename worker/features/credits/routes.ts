import { z } from "zod";
import { type Api, apiRoute, idParam, jsonAnswer, pageOf, PageQuery } from "#platform/api";
import { exportUsage } from "./export-usage.ts";
import { getBalance } from "./get-balance.ts";
import { getTransaction } from "./get-transaction.ts";
import { listStatement } from "./list-statement.ts";
import { registerUsageRoutes } from "./usage-routes.ts";
import {
  balanceExample,
  CreditsDocument,
  lineExample,
  StatementLineDocument,
  toCreditsDocument,
  toLineDocument,
  toTransactionDocument,
  TransactionDocument,
  transactionExample,
} from "./documents.ts";

const balanceRoute = apiRoute({
  method: "get",
  path: "/credits",
  operationId: "getCredits",
  summary: "Get the balance",
  description:
    "The PT of the workspace's account right now, from its ledger. `availablePt` is what a new request may use: the balance without what running requests hold.",
  tags: ["Credits"],
  scope: "read",
  visitors: true,
  responses: { 200: jsonAnswer("The balance", CreditsDocument, balanceExample) },
});

const entriesRoute = apiRoute({
  method: "get",
  path: "/credits/entries",
  operationId: "listCreditEntries",
  summary: "List the statement",
  description:
    "Every change of the account, newest first, one item a transaction. The amounts of all items add up to the balance.",
  tags: ["Credits"],
  scope: "read",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer("A page of the statement", pageOf(StatementLineDocument), {
      items: [lineExample],
      nextCursor: "41",
    }),
  },
});

const transactionRoute = apiRoute({
  method: "get",
  path: "/credits/transactions/{id}",
  operationId: "getCreditTransaction",
  summary: "Get a transaction",
  description:
    "A transaction with its whole double entry, which sums to zero, the prices pinned when the work began, the provider's own usage report, the grants it consumed and its link in the account's hash chain.",
  tags: ["Credits"],
  scope: "read",
  request: { params: z.object({ id: idParam("The transaction's id", lineExample.transactionId) }) },
  responses: { 200: jsonAnswer("The transaction", TransactionDocument, transactionExample) },
  problems: ["not-found"],
});

const Instant = z.iso.datetime({ offset: true }).max(40).optional();

const exportRoute = apiRoute({
  method: "get",
  path: "/usage/export",
  operationId: "exportUsage",
  summary: "Export usage",
  description:
    "Everything that was charged or given back for work, newest first, as CSV or JSON. It adds up to what the ledger says. It tells of every member: for owners, admins, who pays, and own roles with `usage.read`.",
  tags: ["Credits"],
  scope: "read",
  request: {
    query: z.object({
      format: z.enum(["csv", "json"]).default("json").meta({ example: "json" }),
      from: Instant.meta({ description: "From this time on", example: "2026-11-01T00:00:00Z" }),
      to: Instant.meta({ description: "Up to, not including", example: "2026-12-01T00:00:00Z" }),
    }),
  },
  responses: {
    200: {
      description: "The export",
      content: {
        "application/json": {
          schema: z.object({
            accountId: z.string().max(64),
            exportedAt: z.iso.datetime().max(40),
            from: z.iso.datetime().max(40).nullable(),
            to: z.iso.datetime().max(40).nullable(),
            items: z.array(z.looseObject({ transactionId: z.string().max(64) })).max(10_000_000),
            totals: z.object({
              chargedPt: z.string().max(40),
              chargedMicroPt: z.string().max(40),
            }),
          }),
          example: {
            accountId: balanceExample.accountId,
            exportedAt: "2026-11-21T08:00:00.000Z",
            from: null,
            to: null,
            items: [
              {
                at: "2026-11-21T07:59:12.000Z",
                transactionId: lineExample.transactionId,
                kind: "settle",
                model: "selvedge-answerer",
                rateCardVersion: 1,
                conversationId: "conv_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
                turnId: "turn_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
                memberId: "user_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
                apiKeyId: "",
                feature: "chat",
                inputTokens: 120,
                cachedReadTokens: 0,
                cacheWriteTokens: 0,
                outputTokens: 640,
                estimated: false,
                chargedPt: "2",
                chargedMicroPt: "2000000",
              },
            ],
            totals: { chargedPt: "2", chargedMicroPt: "2000000" },
          },
        },
        "text/csv": { schema: z.string().max(2_000_000_000) },
      },
    },
  },
});

export function registerCreditRoutes(api: Api): void {
  api.openapi(balanceRoute, async (c) => {
    return c.json(toCreditsDocument(await getBalance(c.var.ctx)), 200);
  });
  api.openapi(entriesRoute, async (c) => {
    const { items, nextCursor } = await listStatement(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toLineDocument), nextCursor }, 200);
  });
  api.openapi(transactionRoute, async (c) => {
    const view = await getTransaction(c.var.ctx, c.req.valid("param").id);
    return c.json(toTransactionDocument(view), 200);
  });
  api.openapi(exportRoute, async (c) => {
    const { format, from, to } = c.req.valid("query");
    const { filename, contentType, body } = await exportUsage(c.var.ctx, {
      format,
      ...(from === undefined ? {} : { fromMs: Date.parse(from) }),
      ...(to === undefined ? {} : { toMs: Date.parse(to) }),
    });
    return c.body(body, 200, {
      "content-type": contentType,
      "content-disposition": `attachment; filename="${filename}"`,
    }) as never;
  });
  registerUsageRoutes(api);
}

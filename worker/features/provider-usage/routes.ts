import { z } from "zod";
import { toIso } from "#core/time";
import { type Api, apiRoute, jsonAnswer, jsonBody, pageOf, PageQuery } from "#platform/api";
import { importProviderUsage, listUsageImports } from "./import-provider-usage.ts";
import { UsageImportInput, type UsageImportView } from "./schema.ts";

/** A file of a million characters, escaped as JSON. */
const BODY_BYTES_MAX = 4_000_000;

const Day = z.iso.date().max(10);

const ImportDocument = z
  .object({
    id: z.string().max(64),
    filename: z.string().max(200),
    sha256: z.string().max(64).meta({ description: "Of the content, base64url" }),
    rows: z.int().min(0),
    providers: z.array(z.string().max(40)).max(100),
    fromDay: Day,
    toDay: Day,
    importedBy: z.string().max(100),
    importedAt: z.iso.datetime().max(40),
  })
  .meta({ id: "UsageImport" });

const ImportedDocument = ImportDocument.extend({
  duplicate: z.boolean().meta({ description: "The same content had been brought in before" }),
}).meta({ id: "UsageImported" });

const example: z.infer<typeof ImportDocument> = {
  id: "imp_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  filename: "workers-ai-november.csv",
  sha256: "7mY0Qd1oXb0O2m3nq9vSxwL1a6y6Jr8jv7Jm8t5kq2E",
  rows: 30,
  providers: ["workers-ai"],
  fromDay: "2026-10-21",
  toDay: "2026-11-20",
  importedBy: "user_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  importedAt: "2026-11-21T08:00:00.000Z",
};

function toDocument({ importedAtMs, ...rest }: UsageImportView): z.infer<typeof ImportDocument> {
  return { ...rest, importedAt: toIso(importedAtMs) };
}

const listRoute = apiRoute({
  method: "get",
  path: "/admin/provider-usage/imports",
  operationId: "listUsageImports",
  summary: "List imported usage files",
  description: "Files of providers' usage, newest first. For the operator of the deployment.",
  tags: ["Administration"],
  scope: "read",
  request: { query: PageQuery },
  responses: {
    200: jsonAnswer("The files", pageOf(ImportDocument), { items: [example], nextCursor: null }),
  },
});

const importRoute = apiRoute({
  method: "post",
  path: "/admin/provider-usage/imports",
  operationId: "importProviderUsage",
  summary: "Import a usage file",
  description:
    "Brings in what a provider without a fetched report says was used: a CSV file whose first row names the columns `provider, day, model, requests, input_tokens, cached_read_tokens, cache_write_tokens, output_tokens, cost_usd` (`requests` and `cost_usd` may be missing). Token classes are disjoint. Each day that the file names is replaced whole. The same content again changes nothing. Refused with `conflict` for providers whose reports are fetched. For the operator of the deployment.",
  tags: ["Administration"],
  scope: "write",
  idempotent: true,
  bodyBytesMax: BODY_BYTES_MAX,
  request: {
    body: jsonBody(UsageImportInput.meta({ id: "NewUsageImport" }), {
      filename: "workers-ai-november.csv",
      csv: "provider,day,model,input_tokens,cached_read_tokens,cache_write_tokens,output_tokens,cost_usd\nworkers-ai,2026-11-20,@cf/openai/gpt-oss-120b,120000,0,0,45000,0.07575\n",
    }),
  },
  responses: {
    200: jsonAnswer("The import", ImportedDocument, { ...example, duplicate: false }),
  },
  problems: ["conflict"],
});

export function registerProviderUsageRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const { items, nextCursor } = await listUsageImports(c.var.ctx, c.req.valid("query"));
    return c.json({ items: items.map(toDocument), nextCursor }, 200);
  });
  api.openapi(importRoute, async (c) => {
    const { duplicate, ...view } = await importProviderUsage(c.var.ctx, c.req.valid("json"));
    return c.json({ ...toDocument(view), duplicate }, 200);
  });
}

import { z } from "zod";
import { toIso } from "#core/time";
import { type Api, apiRoute, jsonAnswer } from "#platform/api";
import { listExports, requestExport } from "./request-export.ts";
import { exportStates, type ExportView } from "./schema.ts";

const tags = ["Privacy"];
const Time = z.iso.datetime().max(40);
const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const Export = z
  .object({
    id: z.string().max(64),
    state: z.enum(exportStates),
    done: z.int().min(0).meta({ description: "Of `total` things" }),
    total: z.int().min(0),
    byteSize: z.int().min(0).nullable(),
    requestedAt: Time,
    readyAt: Time.nullable(),
    expiresAt: Time.nullable(),
    path: z.string().max(200).nullable().meta({
      description: "Of the archive on this site while it is there, for your session alone",
    }),
  })
  .meta({ id: "PersonExport" });

const example: z.infer<typeof Export> = {
  id: "pex_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
  state: "running",
  done: 12,
  total: 480,
  byteSize: null,
  requestedAt: "2026-11-21T08:00:00.000Z",
  readyAt: null,
  expiresAt: null,
  path: null,
};

function isoOrNull(atMs: number | null): string | null {
  return atMs === null ? null : toIso(atMs);
}

function toDocument(view: ExportView): z.infer<typeof Export> {
  const { requestedAtMs, readyAtMs, expiresAtMs, ...rest } = view;
  return {
    ...rest,
    requestedAt: toIso(requestedAtMs),
    readyAt: isoOrNull(readyAtMs),
    expiresAt: isoOrNull(expiresAtMs),
  };
}

const listRoute = apiRoute({
  method: "get",
  path: "/users/me/exports",
  operationId: "listExports",
  summary: "List your exports",
  description: `Those that are being made or are there, newest first. ${byPerson}`,
  tags,
  scope: "read",
  person: true,
  responses: {
    200: jsonAnswer(
      "The exports",
      z.object({ items: z.array(Export).max(10), nextCursor: z.null() }),
      { items: [example], nextCursor: null },
    ),
  },
});

const requestRoute = apiRoute({
  method: "post",
  path: "/users/me/exports",
  operationId: "requestExport",
  summary: "Ask for everything about you",
  description: `It is gathered in the background; a mail and a notice say when it is ready, and it is there for seven days. While one is being made, that one is the answer, so a repeat is safe. At most three a day. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  responses: { 202: jsonAnswer("The export", Export, example) },
  problems: ["limit-reached"],
});

export function registerExportRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const exports = await listExports(c.var.ctx);
    return c.json({ items: exports.map(toDocument), nextCursor: null }, 200);
  });
  api.openapi(requestRoute, async (c) => c.json(toDocument(await requestExport(c.var.ctx)), 202));
}

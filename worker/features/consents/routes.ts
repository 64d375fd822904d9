import { z } from "zod";
import { toIso } from "#core/time";
import { requireUser } from "#features/workspaces";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { acceptDocuments, listOutstanding } from "./accept-documents.ts";
import { getConsents, updateConsents } from "./choices.ts";
import {
  ConsentChoices,
  consentKinds,
  type ConsentState,
  consentWays,
  legalDocuments,
} from "./schema.ts";

const ConsentsDocument = z
  .object({
    marketing: z.boolean(),
    noSale: z.boolean(),
    history: z
      .array(
        z.object({
          id: z.string().max(64),
          kind: z.enum(consentKinds),
          version: z.string().max(20),
          given: z.boolean().meta({ description: "False: withdrawn, or refused" }),
          how: z.enum(consentWays),
          at: z.iso.datetime().max(40),
        }),
      )
      .max(200)
      .meta({ description: "Every decision as it was recorded, newest first" }),
  })
  .meta({ id: "Consents" });

const example: z.infer<typeof ConsentsDocument> = {
  marketing: false,
  noSale: true,
  history: [
    {
      id: "cns_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
      kind: "no-sale",
      version: "2026-11-28",
      given: true,
      how: "settings",
      at: "2026-11-28T09:30:00.000Z",
    },
  ],
};

function toDocument({
  marketing,
  noSale,
  history,
}: ConsentState): z.infer<typeof ConsentsDocument> {
  return {
    marketing,
    noSale,
    history: history.map(({ atMs, ...one }) => ({ ...one, at: toIso(atMs) })),
  };
}

const getRoute = apiRoute({
  method: "get",
  path: "/users/me/consents",
  operationId: "getConsents",
  summary: "Get what you agreed to",
  description: "The choices that hold, and everything that was ever recorded of them.",
  tags: ["Privacy"],
  scope: "read",
  responses: { 200: jsonAnswer("The consents", ConsentsDocument, example) },
});

const updateRoute = apiRoute({
  method: "patch",
  path: "/users/me/consents",
  operationId: "updateConsents",
  summary: "Change what you agree to",
  description:
    "Records what changes and answers what holds then. Safe to repeat. Keys are `forbidden`: a person does this, signed in.",
  tags: ["Privacy"],
  scope: "write",
  person: true,
  request: { body: jsonBody(ConsentChoices.meta({ id: "ConsentChoices" }), { noSale: true }) },
  responses: { 200: jsonAnswer("The consents", ConsentsDocument, example) },
});

const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const OutstandingDocuments = z
  .object({ documents: z.array(z.enum(legalDocuments)).max(legalDocuments.length) })
  .meta({ id: "OutstandingDocuments" });

const outstandingRoute = apiRoute({
  method: "get",
  path: "/users/me/outstanding-documents",
  operationId: "listOutstandingDocuments",
  summary: "List what waits for your consent",
  description: `The documents, under \`/legal\`, whose present version you have not accepted. ${byPerson}`,
  tags: ["Privacy"],
  scope: "read",
  person: true,
  responses: {
    200: jsonAnswer("The documents", OutstandingDocuments, { documents: ["terms"] }),
  },
});

const acceptRoute = apiRoute({
  method: "post",
  path: "/users/me/outstanding-documents/accept",
  operationId: "acceptDocuments",
  summary: "Accept the documents",
  description: `Records that you accept them as they are now. Safe to repeat. ${byPerson}`,
  tags: ["Privacy"],
  scope: "write",
  person: true,
  responses: { 204: { description: "They are accepted" } },
});

export function registerConsentRoutes(api: Api): void {
  api.openapi(outstandingRoute, async (c) => {
    const { userId } = requireUser(c.var.ctx);
    return c.json({ documents: await listOutstanding(c.var.ctx, userId) }, 200);
  });
  api.openapi(acceptRoute, async (c) => {
    await acceptDocuments(c.var.ctx);
    return c.body(null, 204);
  });
  api.openapi(getRoute, async (c) => c.json(toDocument(await getConsents(c.var.ctx)), 200));
  api.openapi(updateRoute, async (c) =>
    c.json(toDocument(await updateConsents(c.var.ctx, c.req.valid("json"))), 200),
  );
}

import { z } from "zod";
import { toIso } from "#core/time";
import { requireUser } from "#features/workspaces";
import { type Api, apiRoute, jsonAnswer, jsonBody } from "#platform/api";
import { findDeletion } from "./find-deletion.ts";
import { requestDeletion } from "./request-deletion.ts";
import { deletionStates, type DeletionView } from "./schema.ts";
import { withdrawDeletion } from "./withdraw-deletion.ts";

const tags = ["Privacy"];
const Time = z.iso.datetime().max(40);
const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const Deletion = z
  .object({
    state: z.enum(["none", ...deletionStates]),
    requestedAt: Time.nullable(),
    dueAt: Time.nullable().meta({ description: "When it is erased" }),
  })
  .meta({ id: "AccountDeletion" });

const example: z.infer<typeof Deletion> = {
  state: "grace",
  requestedAt: "2026-11-21T08:00:00.000Z",
  dueAt: "2026-12-05T08:00:00.000Z",
};

function toDocument(view: DeletionView | undefined): z.infer<typeof Deletion> {
  if (view === undefined) return { state: "none", requestedAt: null, dueAt: null };
  const { state, requestedAtMs, dueAtMs } = view;
  return { state, requestedAt: toIso(requestedAtMs), dueAt: toIso(dueAtMs) };
}

const getRoute = apiRoute({
  method: "get",
  path: "/users/me/deletion",
  operationId: "getDeletion",
  summary: "Get whether your account is to go",
  description: `And when. ${byPerson}`,
  tags,
  scope: "read",
  person: true,
  responses: { 200: jsonAnswer("Where it stands", Deletion, example) },
});

const requestRoute = apiRoute({
  method: "put",
  path: "/users/me/deletion",
  operationId: "requestDeletion",
  summary: "Close your account",
  description: `Your sessions, this one too, and your API keys end at once; a subscription ends with its period. For 14 days you can sign in and take it back; then everything is erased that the books do not need. \`confirm\` is the address of the account. The only owner of a workspace with other members, and the only operator, are a \`conflict\`. A repeat answers with what was asked for first. ${byPerson} Their last proof of who they are is at most ten minutes old, otherwise \`reauthentication-required\`.`,
  tags,
  scope: "write",
  person: true,
  request: {
    body: jsonBody(
      z
        .object({ confirm: z.string().max(254).meta({ description: "The account's address" }) })
        .meta({ id: "DeletionRequest" }),
      { confirm: "ada@example.com" },
    ),
  },
  responses: { 200: jsonAnswer("Where it stands", Deletion, example) },
  problems: ["conflict", "reauthentication-required"],
});

const withdrawRoute = apiRoute({
  method: "delete",
  path: "/users/me/deletion",
  operationId: "withdrawDeletion",
  summary: "Keep your account",
  description: `Before it is erased. API keys that ended stay ended. Safe to repeat. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  responses: { 204: { description: "The account stays" } },
});

export function registerDeletionRoutes(api: Api): void {
  api.openapi(getRoute, async (c) => {
    const { userId } = requireUser(c.var.ctx);
    return c.json(toDocument(await findDeletion(c.var.ctx, userId)), 200);
  });
  api.openapi(requestRoute, async (c) =>
    c.json(toDocument(await requestDeletion(c.var.ctx, c.req.valid("json"))), 200),
  );
  api.openapi(withdrawRoute, async (c) => {
    await withdrawDeletion(c.var.ctx);
    return c.body(null, 204);
  });
}

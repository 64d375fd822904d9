import { z } from "zod";
import { toIso } from "#core/time";
import { type Api, apiRoute, idParam, jsonAnswer } from "#platform/api";
import { listConnections } from "./list-connections.ts";
import { removeConnection } from "./remove-connection.ts";
import { type ConnectionView, providers } from "./schema.ts";

const tags = ["Account"];
const Time = z.iso.datetime().max(40);
const id = "cnx_01KAJ3C6Z8W4T2N9Q7RXVB5M1D";
const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const Connection = z
  .object({
    id: z.string().max(64),
    provider: z.enum(providers),
    email: z.string().max(320).nullable().meta({ description: "As the provider told it last" }),
    createdAt: Time,
    lastUsedAt: Time.nullable(),
  })
  .meta({ id: "Connection" });

const example: z.infer<typeof Connection> = {
  id,
  provider: "github",
  email: "ada@example.com",
  createdAt: "2026-11-20T09:30:00.000Z",
  lastUsedAt: null,
};

function toDocument({ createdAtMs, lastUsedAtMs, ...rest }: ConnectionView) {
  const lastUsedAt = lastUsedAtMs === null ? null : toIso(lastUsedAtMs);
  return { ...rest, createdAt: toIso(createdAtMs), lastUsedAt };
}

const listRoute = apiRoute({
  method: "get",
  path: "/users/me/connections",
  operationId: "listConnections",
  summary: "List your accounts elsewhere",
  description: `Those that open your account here, newest first. They are connected on the page of the account. ${byPerson}`,
  tags,
  scope: "read",
  person: true,
  responses: {
    200: jsonAnswer(
      "The connections",
      z.object({ items: z.array(Connection).max(100), nextCursor: z.null() }),
      { items: [example], nextCursor: null },
    ),
  },
});

const removeRoute = apiRoute({
  method: "delete",
  path: "/users/me/connections/{id}",
  operationId: "removeConnection",
  summary: "Disconnect an account elsewhere",
  description: `It opens nothing here from this answer on. The last way to sign in stays (\`last-sign-in\`). ${byPerson} Their last proof of who they are is at most ten minutes old, otherwise \`reauthentication-required\`.`,
  tags,
  scope: "write",
  person: true,
  request: { params: z.object({ id: idParam("The connection's id", id) }) },
  responses: { 204: { description: "It is disconnected" } },
  problems: ["not-found", "last-sign-in", "reauthentication-required"],
});

export function registerConnectionRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const connections = await listConnections(c.var.ctx);
    return c.json({ items: connections.map(toDocument), nextCursor: null }, 200);
  });
  api.openapi(removeRoute, async (c) => {
    await removeConnection(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
}

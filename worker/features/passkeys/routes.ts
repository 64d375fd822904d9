import { z } from "zod";
import { toIso } from "#core/time";
import { type Api, apiRoute, idParam, jsonAnswer, jsonBody } from "#platform/api";
import { listPasskeys } from "./list-passkeys.ts";
import { removePasskey } from "./remove-passkey.ts";
import { renamePasskey } from "./rename-passkey.ts";
import { PASSKEY_NAME_LENGTH_MAX, type PasskeyView } from "./schema.ts";

const tags = ["Account"];
const Time = z.iso.datetime().max(40);
const id = "pk_01KAJ3C6Z8W4T2N9Q7RXVB5M1D";
const ofPasskey = z.object({ id: idParam("The passkey's id", id) });
const byPerson = "Keys are `forbidden`: a person does this, with the session cookie.";

const Passkey = z
  .object({
    id: z.string().max(64),
    name: z.string().max(PASSKEY_NAME_LENGTH_MAX),
    synced: z.boolean().meta({ description: "Copied between devices by their provider" }),
    createdAt: Time,
    lastUsedAt: Time.nullable(),
  })
  .meta({ id: "Passkey" });

const example: z.infer<typeof Passkey> = {
  id,
  name: "Laptop",
  synced: false,
  createdAt: "2026-11-20T09:30:00.000Z",
  lastUsedAt: null,
};

function toDocument({ createdAtMs, lastUsedAtMs, ...rest }: PasskeyView) {
  const lastUsedAt = lastUsedAtMs === null ? null : toIso(lastUsedAtMs);
  return { ...rest, createdAt: toIso(createdAtMs), lastUsedAt };
}

const listRoute = apiRoute({
  method: "get",
  path: "/users/me/passkeys",
  operationId: "listPasskeys",
  summary: "List your passkeys",
  description: `Newest first. They are added on the page of the account. ${byPerson}`,
  tags,
  scope: "read",
  person: true,
  responses: {
    200: jsonAnswer(
      "The passkeys",
      z.object({ items: z.array(Passkey).max(100), nextCursor: z.null() }),
      { items: [example], nextCursor: null },
    ),
  },
});

const renameRoute = apiRoute({
  method: "patch",
  path: "/users/me/passkeys/{id}",
  operationId: "renamePasskey",
  summary: "Rename a passkey",
  description: `Safe to repeat. ${byPerson}`,
  tags,
  scope: "write",
  person: true,
  request: {
    params: ofPasskey,
    body: jsonBody(
      z
        .object({ name: z.string().min(1).max(PASSKEY_NAME_LENGTH_MAX) })
        .meta({ id: "PasskeyRenaming" }),
      { name: "Laptop" },
    ),
  },
  responses: { 204: { description: "It has the name" } },
  problems: ["not-found"],
});

const removeRoute = apiRoute({
  method: "delete",
  path: "/users/me/passkeys/{id}",
  operationId: "removePasskey",
  summary: "Remove a passkey",
  description: `It opens nothing from this answer on. The last way to sign in stays (\`last-sign-in\`). ${byPerson} Their last proof of who they are is at most ten minutes old, otherwise \`reauthentication-required\`.`,
  tags,
  scope: "write",
  person: true,
  request: { params: ofPasskey },
  responses: { 204: { description: "It is gone" } },
  problems: ["not-found", "last-sign-in", "reauthentication-required"],
});

export function registerPasskeyRoutes(api: Api): void {
  api.openapi(listRoute, async (c) => {
    const passkeys = await listPasskeys(c.var.ctx);
    return c.json({ items: passkeys.map(toDocument), nextCursor: null }, 200);
  });
  api.openapi(renameRoute, async (c) => {
    await renamePasskey(c.var.ctx, c.req.valid("param").id, c.req.valid("json"));
    return c.body(null, 204);
  });
  api.openapi(removeRoute, async (c) => {
    await removePasskey(c.var.ctx, c.req.valid("param").id);
    return c.body(null, 204);
  });
}

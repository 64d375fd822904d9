import { z } from "zod";
import { Problem } from "#core/problem";
import { permissionsOf } from "#features/workspaces";
import { allPermissions, roles } from "#features/workspaces/schema";
import { type Api, apiRoute, jsonAnswer } from "#platform/api";
import type { Ctx } from "#platform/ctx";

const Me = z
  .object({
    id: z.string().max(64),
    kind: z.enum(["user", "api-key"]),
    email: z.string().max(254).nullable().meta({ description: "Null for an API key" }),
    name: z.string().max(80).nullable(),
    keyId: z.string().max(64).nullable(),
    scopes: z.array(z.enum(["chat", "read", "write", "billing"])).max(4),
    workspaceId: z.string().max(64),
    accountId: z.string().max(64),
    plan: z.enum(["visitor", "free", "entry", "pro", "business"]),
    role: z.enum(roles),
    permissions: z
      .array(z.enum(allPermissions))
      .max(100)
      .meta({ description: "What you may do in the workspace; a key no more than its scopes" }),
  })
  .meta({ id: "Me" });

const meRoute = apiRoute({
  method: "get",
  path: "/me",
  operationId: "getMe",
  summary: "Get who you are",
  description:
    "The person, or the key and the person it acts for, and the workspace with its plan.",
  tags: ["Account"],
  scope: "read",
  responses: {
    200: jsonAnswer("Who is calling", Me, {
      id: "user_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
      kind: "api-key",
      email: null,
      name: null,
      keyId: "key_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
      scopes: ["chat", "read"],
      workspaceId: "ws_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
      accountId: "acct_01KAJ3C6Z8W4T2N9Q7RXVB5M1D",
      plan: "pro",
      role: "owner",
      permissions: ["chat.read", "chat.send", "credits.read"],
    }),
  },
});

function toMe(ctx: Ctx): z.infer<typeof Me> {
  const { actor, workspace } = ctx;
  if (workspace === undefined || (actor.kind !== "user" && actor.kind !== "api-key")) {
    throw new Problem("unauthorized");
  }
  const { id: workspaceId, accountId, plan, role } = workspace;
  const permissions = permissionsOf(ctx);
  const inWorkspace = { workspaceId, accountId, plan, role, permissions };
  if (actor.kind === "user") {
    const { userId, email, name } = actor;
    const scopes: z.infer<typeof Me>["scopes"] = ["chat", "read", "write", "billing"];
    return { id: userId, kind: "user", email, name, keyId: null, scopes, ...inWorkspace };
  }
  const { userId, keyId, scopes } = actor;
  return { id: userId, kind: "api-key", email: null, name: null, keyId, scopes, ...inWorkspace };
}

export function registerMeRoute(api: Api): void {
  api.openapi(meRoute, (c) => c.json(toMe(c.var.ctx), 200));
}

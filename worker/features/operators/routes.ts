import { z } from "zod";
import { type Api, apiRoute, idParam, jsonAnswer, jsonBody } from "#platform/api";
import { listOperatorViews } from "./list-operator-views.ts";
import { nameOperator } from "./name-operator.ts";
import { removeOperator } from "./remove-operator.ts";
import { NewOperator, OPERATORS_MAX } from "./schema.ts";

const OperatorDocument = z
  .object({
    userId: z.string().max(64),
    name: z.string().max(200),
    email: z.string().max(320),
    isYou: z.boolean(),
  })
  .meta({ id: "Operator" });

const example = {
  userId: "user_01KAJ3C6Z8E5T7M9Q2V4W6X8Y0",
  name: "Ada",
  email: "ada@example.com",
  isYou: true,
};

const OperatorList = z.object({ items: z.array(OperatorDocument).max(OPERATORS_MAX) });

const list = apiRoute({
  method: "get",
  path: "/admin/operators",
  operationId: "listOperators",
  summary: "List the operators",
  description: "Who runs this deployment, first made first. For operators.",
  tags: ["Administration"],
  scope: "read",
  responses: { 200: jsonAnswer("The operators", OperatorList, { items: [example] }) },
});

const name = apiRoute({
  method: "post",
  path: "/admin/operators",
  operationId: "nameOperator",
  summary: "Name an operator",
  description:
    "Makes the person with this address an operator: they see all of the deployment and act for it from their next request on. For operators in person: an API key is refused. Refuses an address that nobody has confirmed with `not-found`. Safe to repeat.",
  tags: ["Administration"],
  scope: "write",
  person: true,
  request: { body: jsonBody(NewOperator, { email: example.email }) },
  responses: { 200: jsonAnswer("The operators now", OperatorList, { items: [example] }) },
  problems: ["not-found", "limit-reached", "reauthentication-required"],
});

const remove = apiRoute({
  method: "delete",
  path: "/admin/operators/{userId}",
  operationId: "removeOperator",
  summary: "Remove an operator",
  description:
    "Takes the right to run the deployment from a person; their account stays. For operators in person, also for oneself: an API key is refused. Refuses with `conflict` to take it from the last one.",
  tags: ["Administration"],
  scope: "write",
  person: true,
  request: { params: z.object({ userId: idParam("The operator", example.userId) }) },
  responses: { 204: { description: "They are no operator any more" } },
  problems: ["not-found", "conflict", "reauthentication-required"],
});

export function registerOperatorRoutes(api: Api): void {
  api.openapi(list, async (c) => c.json({ items: await listOperatorViews(c.var.ctx) }, 200));
  api.openapi(name, async (c) => {
    await nameOperator(c.var.ctx, c.req.valid("json"));
    return c.json({ items: await listOperatorViews(c.var.ctx) }, 200);
  });
  api.openapi(remove, async (c) => {
    await removeOperator(c.var.ctx, c.req.valid("param").userId);
    return c.body(null, 204);
  });
}

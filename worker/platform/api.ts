import { OpenAPIHono, type RouteConfig } from "@hono/zod-openapi";
import { z } from "zod";
import { invalidInput } from "#core/parse-input";
import type { ProblemSlug } from "#core/problem";
import { requirePersonHere, requireScope } from "./api-scope.ts";
import { idempotencyKeyed } from "./api-idempotency.ts";
import { bodyRead } from "./api-body.ts";
import { problemResponses, commonHeaders } from "./api-document.ts";
import type { Ctx, Scope } from "./ctx.ts";
import { BODY_BYTES_MAX } from "./read-body.ts";

/** What a handler finds in `c.var`. */
export interface ApiVariables {
  requestId: string;
  ctx: Ctx;
  /** The body once it was read: JSON as it came, anything else in base64. */
  bodyText?: string;
  /** The client's `Idempotency-Key`, on routes that honour it. */
  idempotencyKey?: string | undefined;
}

export interface ApiEnv {
  Bindings: Env;
  Variables: ApiVariables;
}

/** The router of `/api/v1`, or a part of it. Features register their routes on it. */
export type Api = OpenAPIHono<ApiEnv>;

export function createApiRouter(): Api {
  return new OpenAPIHono<ApiEnv>({
    defaultHook: (result) => {
      if (result.success) return;
      throw invalidInput(result.error, result.target === "json" ? undefined : result.target);
    },
  });
}

type Method = "get" | "post" | "put" | "patch" | "delete";

export interface ApiRouteInit<
  M extends Method,
  P extends string,
  Request extends RouteConfig["request"],
  Responses extends RouteConfig["responses"],
> {
  method: M;
  /** Below `/api/v1`, parameters in braces: `/conversations/{id}`. */
  path: P;
  operationId: string;
  /** A few words, without a full stop. */
  summary: string;
  /** What holds afterwards, what it refuses, whether a retry is safe. Markdown. */
  description: string;
  tags: string[];
  /** What a key must carry; null opens the route to everyone. */
  scope: Scope | null;
  /** Lets a visitor without an account in as well. */
  visitors?: boolean;
  /** Takes the person, at their browser: keys and access tokens are refused. */
  person?: boolean;
  request?: Request;
  /** Documented answers except problems: `{ 200: jsonAnswer(…) }`. */
  responses: Responses;
  /** The problems of the verb itself; those of the pipeline are added. */
  problems?: ProblemSlug[];
  /** Honours `Idempotency-Key` with a stored answer. */
  idempotent?: boolean;
  bodyBytesMax?: number;
}

const IdempotencyHeader = z.object({
  "idempotency-key": z
    .string()
    .min(1)
    .max(255)
    .regex(/^[\x21-\x7e]+$/, "printable ASCII without spaces")
    .optional()
    .meta({
      description:
        "Made by the client: the same key with the same body within 24 hours is answered with the first answer and has no second effect.",
      example: "order-7f3a",
    }),
});

/** The problems that the pipeline itself may answer with. */
function pipelineProblems(init: {
  method: Method;
  scope: Scope | null;
  request?: RouteConfig["request"];
  idempotent?: boolean;
}): ProblemSlug[] {
  const slugs: ProblemSlug[] = ["bad-request", "too-many-requests", "internal", "unavailable"];
  slugs.push("unauthorized");
  if (init.scope !== null) slugs.push("forbidden");
  if (init.method !== "get") slugs.push("cross-origin");
  if (init.request !== undefined) slugs.push("invalid-input");
  if (init.request?.body !== undefined) slugs.push("body-too-large", "unsupported-media-type");
  if (init.idempotent === true) slugs.push("idempotency-key-reused", "conflict");
  return slugs;
}

function withCommonHeaders(responses: RouteConfig["responses"]): RouteConfig["responses"] {
  const entries = Object.entries(responses).map(([status, response]) => {
    const own: object = ("headers" in response ? response.headers : undefined) ?? {};
    return [status, { ...response, headers: Object.assign({}, commonHeaders, own) }];
  });
  return Object.fromEntries(entries) as RouteConfig["responses"];
}

/** A route's own answers and the problems beside them; a status may have both, by content type. */
function withProblemResponses(
  responses: RouteConfig["responses"],
  slugs: ProblemSlug[],
): RouteConfig["responses"] {
  const entries = Object.entries(problemResponses(slugs)).map(([status, problem]) => {
    const own = responses[status];
    if (own === undefined || !("content" in own) || !("content" in problem)) {
      return [status, problem];
    }
    return [status, { ...problem, ...own, content: { ...problem.content, ...own.content } }];
  });
  return { ...responses, ...(Object.fromEntries(entries) as RouteConfig["responses"]) };
}

/**
 * Describes one operation of the public API: `api.openapi(apiRoute({…}), handler)`. The handler
 * runs after authentication, limits, body and contract, and may throw any Problem it declares.
 */
export function apiRoute<
  M extends Method,
  P extends string,
  Request extends RouteConfig["request"],
  Responses extends RouteConfig["responses"],
>(
  init: ApiRouteInit<M, P, Request, Responses>,
): { method: M; path: P; request: Request; responses: Responses } {
  const { scope, visitors, person, problems, idempotent, bodyBytesMax, responses, ...described } =
    init;
  const { request, ...rest } = described;
  const body = request?.body;
  const middleware = [
    requireScope(scope, visitors === true),
    ...(person === true ? [requirePersonHere] : []),
    ...(body === undefined ? [] : [bodyRead(body, bodyBytesMax ?? BODY_BYTES_MAX)]),
    ...(idempotent === true ? [idempotencyKeyed(`${init.method} ${init.path}`)] : []),
  ];
  const slugs = [...pipelineProblems(init), ...(problems ?? [])];
  const security = person === true ? [{ session: [] }] : [{ apiKey: [] }, { session: [] }];
  const route = {
    ...rest,
    request:
      idempotent === true && request?.headers === undefined
        ? { ...request, headers: IdempotencyHeader }
        : request,
    security: scope === null ? [] : security,
    responses: withProblemResponses(withCommonHeaders(responses), slugs),
    middleware,
    "x-scope": scope ?? "none",
    ...(person === true ? { "x-person": true } : {}),
  };
  return route as unknown as { method: M; path: P; request: Request; responses: Responses };
}

/** A JSON request body that must be there. */
export function jsonBody<S extends z.ZodType>(schema: S, example?: unknown) {
  const media = example === undefined ? { schema } : { schema, example };
  return { required: true as const, content: { "application/json": media } };
}

/** A documented JSON answer. */
export function jsonAnswer<S extends z.ZodType>(description: string, schema: S, example?: unknown) {
  const media = example === undefined ? { schema } : { schema, example };
  return { description, content: { "application/json": media } };
}

/** An id in a path. What it names may still not exist. */
export function idParam(description: string, example: string) {
  return z
    .string()
    .min(1)
    .max(64)
    .regex(/^[\w-]+$/, "an id")
    .meta({ description, example });
}

/** Query of a list, newest first unless the route says otherwise. */
export const PageQuery = z.object({
  cursor: z
    .string()
    .max(500)
    .regex(/^[\w.:=+/~-]*$/, "a cursor of an earlier answer")
    .optional()
    .meta({ description: "`nextCursor` of the previous page" }),
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(100)
    .default(50)
    .meta({ description: "How many items a page has at the most", example: 50 }),
});

/** One page of a list. */
export function pageOf<S extends z.ZodType>(item: S) {
  return z.object({
    items: z.array(item).max(100),
    nextCursor: z.string().max(500).nullable(),
  });
}

import type { RouteConfig } from "@hono/zod-openapi";
import type { HonoRequest } from "hono";
import { createMiddleware } from "hono/factory";
import type { ApiEnv } from "./api.ts";
import { parseJson, readBytes, readText, requireJsonType } from "./read-body.ts";

/** Lets Hono's own readers find what was read; it keeps promises there, whatever its types say. */
function keep(request: HonoRequest, form: "text" | "arrayBuffer", value: unknown): void {
  Object.assign(request.bodyCache, { [form]: Promise.resolve(value) });
}

type Body = NonNullable<NonNullable<RouteConfig["request"]>["body"]>;

/**
 * Reads the body once, within its limit, before the contract looks at it. JSON routes refuse other
 * content types, broken UTF-8 and malformed JSON; other routes find the bytes in the request.
 */
export const bodyRead = (body: Body, limitBytes: number) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (!("application/json" in body.content)) {
      const bytes = await readBytes(c.req.raw, limitBytes);
      keep(c.req, "arrayBuffer", bytes.slice().buffer);
      return await next();
    }
    requireJsonType(c.req.raw);
    const text = await readText(c.req.raw, limitBytes);
    parseJson(text);
    keep(c.req, "text", text);
    c.set("bodyText", text);
    await next();
  });

import type { RouteConfig } from "@hono/zod-openapi";
import type { HonoRequest } from "hono";
import { createMiddleware } from "hono/factory";
import { Problem } from "#core/problem";
import type { ApiEnv } from "./api.ts";
import { parseJson, readBytes, readText, requireJsonType } from "./read-body.ts";

/** Lets Hono's own readers find what was read; it keeps promises there, whatever its types say. */
function keep(request: HonoRequest, form: "text" | "arrayBuffer", value: unknown): void {
  Object.assign(request.bodyCache, { [form]: Promise.resolve(value) });
}

type Body = NonNullable<NonNullable<RouteConfig["request"]>["body"]>;

function requireType(request: Request, accepted: string[]): void {
  const type = request.headers.get("content-type")?.split(";")[0]?.trim().toLowerCase() ?? "";
  if (accepted.includes(type)) return;
  throw new Problem("unsupported-media-type", {
    detail: `Send the body as one of: ${accepted.join(", ")}.`,
    extensions: { accepted },
  });
}

/**
 * Reads the body once, within its limit, before the contract looks at it. JSON routes refuse other
 * content types, broken UTF-8 and malformed JSON; other routes find the bytes in the request.
 */
export const bodyRead = (body: Body, limitBytes: number) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    if (!("application/json" in body.content)) {
      requireType(c.req.raw, Object.keys(body.content));
      const bytes = await readBytes(c.req.raw, limitBytes);
      keep(c.req, "arrayBuffer", bytes.slice().buffer);
      c.set("bodyText", bytes.toBase64());
      return await next();
    }
    requireJsonType(c.req.raw);
    const text = await readText(c.req.raw, limitBytes);
    parseJson(text);
    keep(c.req, "text", text);
    c.set("bodyText", text);
    await next();
  });

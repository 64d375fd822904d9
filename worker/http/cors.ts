import { createMiddleware } from "hono/factory";
import type { AppEnv } from "./app-env.ts";
import { editHeaders } from "./edit-headers.ts";

const EXPOSED = [
  "x-request-id",
  "x-pt-charged",
  "x-pt-balance",
  "idempotent-replayed",
  "ratelimit-limit",
  "ratelimit-remaining",
  "ratelimit-reset",
  "ratelimit-policy",
  "retry-after",
].join(", ");

/**
 * Pages of other sites may call the API with a key, never with our cookies: no answer allows
 * credentials.
 */
export const cors = createMiddleware<AppEnv>(async (c, next) => {
  if (c.req.method === "OPTIONS") {
    return c.body(null, 204, {
      "access-control-allow-origin": "*",
      "access-control-allow-methods": "GET, POST, PUT, PATCH, DELETE",
      "access-control-allow-headers": "authorization, content-type, idempotency-key, *",
      "access-control-max-age": "7200",
    });
  }
  await next();
  if (c.req.header("authorization") === undefined) return;
  c.res = editHeaders(c.res, (headers) => {
    headers.set("access-control-allow-origin", "*");
    headers.set("access-control-expose-headers", EXPOSED);
  });
});

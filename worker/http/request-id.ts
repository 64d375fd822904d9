import { createMiddleware } from "hono/factory";
import { newId } from "#core/ids";
import { clockNow } from "#platform/clock";
import type { AppEnv } from "./app-env.ts";
import { editHeaders } from "./edit-headers.ts";

/** Gives the request its id and tells it in the answer. An id sent from outside is not believed. */
export const requestId = createMiddleware<AppEnv>(async (c, next) => {
  c.set("requestId", newId("req", clockNow()));
  await next();
  c.res = editHeaders(c.res, (headers) => headers.set("x-request-id", c.var.requestId));
});

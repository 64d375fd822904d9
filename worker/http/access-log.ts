import { createMiddleware } from "hono/factory";
import { createLog } from "#platform/log";
import { settingsOf } from "#platform/create-ctx";
import type { AppEnv } from "./app-env.ts";

/**
 * One line per request, without query, body or address. A local server only writes down what went
 * wrong, so that its terminal stays readable.
 */
export const accessLog = createMiddleware<AppEnv>(async (c, next) => {
  const startedAtMs = performance.now();
  await next();
  const { status } = c.res;
  if (settingsOf(c.env).environment === "local" && status < 500) return;
  createLog({ requestId: c.var.requestId }).info("request", {
    method: c.req.method,
    path: c.req.path,
    status,
    durationMs: Math.round(performance.now() - startedAtMs),
  });
});

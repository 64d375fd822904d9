import { createMiddleware } from "hono/factory";
import { Problem } from "#core/problem";
import type { AppEnv } from "./app-env.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * True unless a browser says that another site's page sends this. Every browser sends Origin with
 * each write and each WebSocket handshake; a request with neither Origin nor Sec-Fetch-Site comes
 * from a program, which no other site can make use the visitor's cookies.
 */
export function isSameOrigin(request: Request): boolean {
  const origin = request.headers.get("origin");
  if (origin !== null) return origin === new URL(request.url).origin;
  const site = request.headers.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}

/**
 * Refuses writes and WebSockets that another site starts. On the API a key exempts: there cookies
 * do not count beside it, and no browser sends one by itself.
 */
export const originCheck = createMiddleware<AppEnv>(async (c, next) => {
  const isWrite = !SAFE.has(c.req.method);
  const isSocket = c.req.header("upgrade")?.toLowerCase() === "websocket";
  const hasKey = c.req.path.startsWith("/api/v1/") && c.req.header("authorization") !== undefined;
  if ((isWrite || isSocket) && !hasKey && !isSameOrigin(c.req.raw)) {
    throw new Problem("cross-origin", {
      detail: "The request was started by a page of another origin and was not carried out.",
    });
  }
  await next();
});

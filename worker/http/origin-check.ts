import { createMiddleware } from "hono/factory";
import { Problem } from "#core/problem";
import type { AppEnv } from "./app-env.ts";

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * True for the link of a mail, whose address is the whole proof: no cookie counts there, and the
 * program that posts to it may be a page of another site (RFC 8058).
 */
export function isProvenByAddress(request: Request): boolean {
  return new URL(request.url).pathname.startsWith("/mail/unsubscribe/");
}

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
 * do not count beside it, and no browser sends one by itself. So does the address of a mail's link.
 */
export const originCheck = createMiddleware<AppEnv>(async (c, next) => {
  const isWrite = !SAFE.has(c.req.method);
  const isSocket = c.req.header("upgrade")?.toLowerCase() === "websocket";
  const hasKey = c.req.path.startsWith("/api/v1/") && c.req.header("authorization") !== undefined;
  const isProven = hasKey || isProvenByAddress(c.req.raw);
  if ((isWrite || isSocket) && !isProven && !isSameOrigin(c.req.raw)) {
    throw new Problem("cross-origin", {
      detail: "The request was started by a page of another origin and was not carried out.",
    });
  }
  await next();
});

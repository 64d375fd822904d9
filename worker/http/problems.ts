import type { Context } from "hono";
import { Problem } from "#core/problem";
import { createLog } from "#platform/log";
import { problemResponse, toProblem } from "#platform/problem-document";
import type { AppEnv } from "./app-env.ts";

/** What was thrown as a problem; what is our own failure is logged with its cause. */
export function loggedProblem(cause: unknown, c: Context<AppEnv>): Problem {
  const problem = toProblem(cause);
  if (problem.slug === "internal" || problem.slug === "unavailable") {
    createLog({ requestId: c.var.requestId }).error("request.failed", problem.cause ?? problem, {
      method: c.req.method,
      path: c.req.path,
    });
  }
  return problem;
}

/** Whose clients read what is refused at a path. */
function errorReader(path: string): "oauth" | "openai" | undefined {
  if (!path.startsWith("/api/v1/")) return undefined;
  return path.startsWith("/api/v1/auth/") ? "oauth" : "openai";
}

/** The one place where what was thrown becomes an answer. */
export function renderProblem(cause: unknown, c: Context<AppEnv>): Response {
  const problem = loggedProblem(cause, c);
  return problemResponse(problem, {
    origin: new URL(c.req.url).origin,
    requestId: c.var.requestId,
    errorFor: errorReader(c.req.path),
  });
}

export function notFound(c: Context<AppEnv>): Response {
  const detail = `There is nothing at ${c.req.method} ${c.req.path.slice(0, 200)}.`;
  return renderProblem(new Problem("not-found", { detail }), c);
}

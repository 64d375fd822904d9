import type { Context } from "hono";
import { createRequestHandler, RouterContextProvider } from "react-router";
import { ctxContext, nonceContext } from "#app/context.ts";
import { withProblems } from "#app/with-problems.ts";
import { resolveActor } from "#features/identity";
import { paraglideMiddleware } from "#locale/server";
import { NONCE_PLACEHOLDER, publicPages } from "#platform/public-pages";
import { requireAdmitted } from "#platform/rate-limits";
import type { AppEnv } from "./app-env.ts";
import { flushAfterwards, openCtx } from "./authenticate.ts";
import { editHeaders } from "./edit-headers.ts";
import { failurePage } from "./failure-page.ts";
import { checkedFormRequest } from "./page-body.ts";
import { loggedProblem } from "./problems.ts";
import { publicKey } from "./public-key.ts";
import { newNonce } from "./security-headers.ts";

type Pages = ReturnType<typeof createRequestHandler>;

let pages: Promise<Pages> | undefined;

async function makePages(): Promise<Pages> {
  const build = await import("virtual:react-router/server-build");
  return createRequestHandler(withProblems(build), import.meta.env.MODE);
}

/** One router for the life of the isolate; React Router given a function makes one for each request. */
async function handlePage(...request: Parameters<Pages>): Promise<Response> {
  pages ??= makePages();
  return await (
    await pages
  )(...request);
}

const PUBLIC_HEADERS = {
  "content-type": "text/html; charset=utf-8",
  "cache-control": "private, no-cache",
};

/** A failure before the page had an actor or a body: as a page for browsers, else as a problem. */
async function renderFailure(c: Context<AppEnv>, nonce: string, cause: unknown): Promise<Response> {
  if (c.req.header("accept")?.includes("text/html") !== true) throw cause;
  const problem = loggedProblem(cause, c);
  const { pathname, search } = new URL(c.req.url);
  const bare = new Request(c.req.url, { headers: c.req.raw.headers });
  return await paraglideMiddleware(bare, ({ locale }) =>
    failurePage(problem, {
      locale,
      nonce,
      requestId: c.var.requestId,
      path: pathname + search,
    }),
  );
}

async function render(c: Context<AppEnv>, nonce: string): Promise<Response> {
  const defer = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
  const resolved = await resolveActor(c.req.raw, c.env, defer);
  const { actor, workspace, setCookies } = resolved;
  requireAdmitted(resolved.admission);
  const checked = await checkedFormRequest(c.req.raw);
  const response = await paraglideMiddleware(checked, async ({ request, locale }) => {
    const context = new RouterContextProvider();
    context.set(ctxContext, openCtx(c, { actor, workspace, locale }));
    context.set(nonceContext, nonce);
    return await handlePage(request, context);
  });
  flushAfterwards(c);
  if (setCookies.length === 0) return response;
  return editHeaders(response, (headers) => {
    for (const cookie of setCookies) headers.append("set-cookie", cookie);
  });
}

/** Answers with the page that React Router has for the request. */
export async function servePage(c: Context<AppEnv>): Promise<Response> {
  const nonce = newNonce();
  c.set("nonce", nonce);
  const key = publicKey(c.req.raw);
  if (key === undefined) {
    return await render(c, nonce).catch((cause: unknown) => renderFailure(c, nonce, cause));
  }
  const kept = publicPages.find(key, nonce);
  if (kept !== undefined) return new Response(kept, { headers: PUBLIC_HEADERS });
  const response = await render(c, NONCE_PLACEHOLDER);
  const html = await response.text();
  if (response.status === 200 && !response.headers.has("set-cookie")) publicPages.keep(key, html);
  return new Response(html.replaceAll(NONCE_PLACEHOLDER, nonce), {
    status: response.status,
    headers: { ...Object.fromEntries(response.headers), ...PUBLIC_HEADERS },
  });
}

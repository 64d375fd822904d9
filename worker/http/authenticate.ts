import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { Problem } from "#core/problem";
import { authenticateApiKey } from "#features/api-keys";
import { resolveActor } from "#features/identity";
import { tryRequestsPerMinute } from "#features/plans";
import { authenticateToken, isAccessTokenShaped } from "#features/tokens";
import { clientOf } from "#platform/client";
import { createCtx, type CtxInit, settingsOf } from "#platform/create-ctx";
import { flushOutbox } from "#platform/outbox";
import {
  admitActor,
  admitWrongKey,
  requireAdmitted,
  setRateLimitHeaders,
} from "#platform/rate-limits";
import type { AppEnv } from "./app-env.ts";
import { editHeaders } from "./edit-headers.ts";

type AppContext = Context<AppEnv>;

/** Puts the request's ctx in place. */
export function openCtx(c: AppContext, init: Pick<CtxInit, "actor" | "workspace" | "locale">) {
  const url = new URL(c.req.url);
  const ctx = createCtx(c.env, {
    ...init,
    requestId: c.var.requestId,
    origin: url.origin,
    client: clientOf(c.req.raw, settingsOf(c.env)),
    defer: (work) => c.executionCtx.waitUntil(work),
  });
  c.set("ctx", ctx);
  return ctx;
}

/** What a request's verbs wrote to the outbox leaves after the answer. */
export function flushAfterwards(c: AppContext): void {
  const ctx: AppContext["var"]["ctx"] | undefined = c.var.ctx;
  if (ctx !== undefined && ctx.outboxIds.length > 0) ctx.defer(flushOutbox(ctx));
}

async function refuseKey(c: AppContext): Promise<never> {
  const address = c.req.header("cf-connecting-ip");
  const bare = new Request(c.req.url, {
    headers: address === undefined ? {} : { "cf-connecting-ip": address },
  });
  const { actor } = await resolveActor(bare, c.env);
  if (actor.kind === "anonymous") requireAdmitted(await admitWrongKey(c.env, actor.ipHash));
  throw new Problem("unauthorized", {
    detail: "The API key or access token is not valid: it is unknown, revoked or expired.",
  });
}

/** Whoever holds an API key, or the access token of a program that was let in. */
async function findBearer(
  env: Env,
  secret: string,
  defer: (work: Promise<unknown>) => void,
  address: string | undefined,
) {
  if (isAccessTokenShaped(secret)) return await authenticateToken(env, secret, defer);
  return await authenticateApiKey(env, secret, defer, address);
}

async function enterByKey(c: AppContext, authorization: string): Promise<void> {
  const secret = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
  const defer = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
  const address = c.req.header("cf-connecting-ip");
  const found = secret === undefined ? undefined : await findBearer(c.env, secret, defer, address);
  if (found === undefined) return await refuseKey(c);
  openCtx(c, { actor: found.actor, workspace: found.workspace });
  c.set("admission", found.admission);
}

async function enterByCookie(c: AppContext): Promise<string[]> {
  const defer = (work: Promise<unknown>) => c.executionCtx.waitUntil(work);
  const resolved = await resolveActor(c.req.raw, c.env, defer);
  const { actor, workspace, setCookies } = resolved;
  const ctx = openCtx(c, { actor, workspace });
  const visitorLimit =
    actor.kind === "visitor" && workspace !== undefined
      ? await tryRequestsPerMinute(ctx, workspace)
      : undefined;
  const isCounted = actor.kind === "user";
  c.set("admission", isCounted ? resolved.admission : await admitActor(c.env, actor, visitorLimit));
  return setCookies;
}

/**
 * Finds out who is calling, by API key or by cookie, and counts the request. A wrong key is refused
 * even where none is needed; nobody at all is let through as anonymous.
 */
export const authenticate = createMiddleware<AppEnv>(async (c, next) => {
  const authorization = c.req.header("authorization");
  let setCookies: string[] = [];
  if (authorization === undefined) setCookies = await enterByCookie(c);
  else await enterByKey(c, authorization);
  requireAdmitted(c.var.admission);
  await next();
  flushAfterwards(c);
  if (setCookies.length === 0) return;
  c.res = editHeaders(c.res, (headers) => {
    const given = new Set(headers.getSetCookie().map(cookieName));
    for (const cookie of setCookies) {
      if (!given.has(cookieName(cookie))) headers.append("set-cookie", cookie);
    }
  });
});

/** A cookie that the handler gave must not be taken back because the old one was stale. */
function cookieName(setCookie: string): string {
  return setCookie.slice(0, setCookie.indexOf("="));
}

/** Tells the caller what is left of the limit, refusals included. */
export const rateLimitHeaders = createMiddleware<AppEnv>(async (c, next) => {
  await next();
  const { admission } = c.var;
  if (admission === undefined) return;
  c.res = editHeaders(c.res, (headers) => setRateLimitHeaders(headers, admission));
});

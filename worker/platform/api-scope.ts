import { createMiddleware } from "hono/factory";
import { Problem } from "#core/problem";
import type { ApiEnv } from "./api.ts";
import type { Actor, Scope } from "./ctx.ts";

/** Refuses an actor that may not call an operation of this scope. */
export function checkScope(actor: Actor, scope: Scope | null, visitors: boolean): void {
  if (scope === null) return;
  if (actor.kind === "user" || actor.kind === "job") return;
  if (actor.kind === "visitor" && visitors) return;
  if (actor.kind === "api-key") {
    if (actor.scopes.includes(scope)) return;
    throw new Problem("forbidden", {
      detail: `The API key lacks the scope "${scope}".`,
      extensions: { requiredScope: scope, scopes: actor.scopes },
    });
  }
  throw new Problem("unauthorized", {
    detail: "Send an API key as Authorization: Bearer <key>, or sign in.",
  });
}

/** Refuses keys and access tokens where it takes the person: what they hold is no proof of one. */
export function checkPerson(actor: Actor): void {
  if (actor.kind !== "api-key") return;
  throw new Problem("forbidden", {
    detail: "An API key or access token cannot do this; sign in instead.",
    extensions: { requires: "session" },
  });
}

/** Lets the signed-in person alone pass. */
export const requirePersonHere = createMiddleware<ApiEnv>(async (c, next) => {
  checkPerson(c.var.ctx.actor);
  await next();
});

export const requireScope = (scope: Scope | null, visitors: boolean) =>
  createMiddleware<ApiEnv>(async (c, next) => {
    checkScope(c.var.ctx.actor, scope, visitors);
    await next();
  });

import type { UserId } from "#core/ids";
import { Problem } from "#core/problem";
import type { Actor, Ctx, Role, WorkspaceRef } from "#platform/ctx";
import { roles } from "./schema.ts";

/** The tenant of this request. Refuses with `unauthorized` when there is none. */
export function requireWorkspace(ctx: Ctx): WorkspaceRef {
  if (ctx.workspace === undefined) throw new Problem("unauthorized");
  return ctx.workspace;
}

/**
 * The tenant of this request, for someone who has at least `role` in it. Refuses with
 * `unauthorized` without a tenant and with `forbidden` below the role.
 */
export function requireMember(ctx: Ctx, role: Role = "member"): WorkspaceRef {
  const workspace = requireWorkspace(ctx);
  if (roles.indexOf(workspace.role) < roles.indexOf(role)) throw new Problem("forbidden");
  return workspace;
}

/** The signed-in person, at the browser. Refuses keys with `forbidden`, others `unauthorized`. */
export function requireUser(ctx: Ctx): Extract<Actor, { kind: "user" }> {
  if (ctx.actor.kind === "user") return ctx.actor;
  if (ctx.actor.kind === "api-key") {
    throw new Problem("forbidden", { detail: "An API key cannot do this; sign in instead." });
  }
  throw new Problem("unauthorized");
}

/** The person behind a session or an API key. Refuses everyone else with `unauthorized`. */
export function requirePerson(ctx: Ctx): UserId {
  if (ctx.actor.kind === "user" || ctx.actor.kind === "api-key") return ctx.actor.userId;
  throw new Problem("unauthorized");
}

/** True for the deployment's operator and for its own jobs. */
export function isOperator(actor: Actor): boolean {
  if (actor.kind === "job") return true;
  return (actor.kind === "user" || actor.kind === "api-key") && actor.operator;
}

/** Refuses everyone who does not run this deployment: `unauthorized` or `forbidden`. */
export function requireOperator(ctx: Ctx): void {
  if (isOperator(ctx.actor)) return;
  requirePerson(ctx);
  throw new Problem("forbidden");
}

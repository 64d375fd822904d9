import type { UserId } from "#core/ids";
import { type Permission, permissions, rolePermissions } from "#core/permissions";
import { Problem } from "#core/problem";
import type { Actor, Ctx, Role, Scope, WorkspaceRef } from "#platform/ctx";

/**
 * The tenant of this request. Refuses with `unauthorized` when there is none, and with
 * `sign-in-refused` where it lets its people in by their company's sign-on alone.
 */
export function requireWorkspace(ctx: Ctx): WorkspaceRef {
  const { workspace, actor } = ctx;
  if (workspace !== undefined) return workspace;
  if (actor.kind !== "user" || actor.awaitsSignOn === undefined) throw new Problem("unauthorized");
  throw new Problem("sign-in-refused", {
    detail: "This workspace lets its people in only by their company's sign-on.",
  });
}

function scopesLetThrough(actor: Actor, permission: Permission): boolean {
  if (actor.kind !== "api-key") return true;
  const scopes: readonly Scope[] = permissions[permission].scopes;
  return scopes.some((scope) => actor.scopes.includes(scope));
}

/** What the actor may do in the workspace of this request: for an API key what its scopes leave. */
export function permissionsOf(ctx: Ctx): Permission[] {
  const { workspace, actor } = ctx;
  if (workspace === undefined) return [];
  const own = workspace.permissions ?? [...rolePermissions[workspace.role]];
  return own.filter((permission) => scopesLetThrough(actor, permission));
}

function hasPermission(workspace: WorkspaceRef, permission: Permission): boolean {
  return (
    workspace.permissions?.includes(permission) ?? rolePermissions[workspace.role].has(permission)
  );
}

/** True when the actor may do this in the workspace of this request. For pages: verbs require it. */
export function may(ctx: Ctx, permission: Permission): boolean {
  const { workspace, actor } = ctx;
  if (workspace === undefined) return false;
  return hasPermission(workspace, permission) && scopesLetThrough(actor, permission);
}

/**
 * The tenant of this request, for someone who may do this in it. Refuses with `unauthorized` without
 * a tenant, and with `forbidden`, which names the permission, when the role, the permission set or
 * the scopes of the API key lack it.
 */
export function requirePermission(ctx: Ctx, permission: Permission): WorkspaceRef {
  const workspace = requireWorkspace(ctx);
  if (!hasPermission(workspace, permission)) {
    throw new Problem("forbidden", {
      detail: `Your role in this workspace does not include "${permission}".`,
      extensions: { permission },
    });
  }
  if (!scopesLetThrough(ctx.actor, permission)) {
    const required = permissions[permission].scopes;
    throw new Problem("forbidden", {
      detail:
        required.length === 0
          ? "An API key cannot do this; sign in instead."
          : `This API key lacks the scope "${required.join('" or "')}".`,
      extensions: { permission },
    });
  }
  return workspace;
}

/** The roles of which each may do what the one before it may. */
const ladder: readonly Role[] = ["member", "admin", "owner"];

/**
 * The tenant of this request, for someone who has at least `role` in it. Refuses with
 * `unauthorized` without a tenant and with `forbidden` below the role.
 */
export function requireMember(
  ctx: Ctx,
  role: "member" | "admin" | "owner" = "member",
): WorkspaceRef {
  const workspace = requireWorkspace(ctx);
  if (ladder.indexOf(workspace.role) < ladder.indexOf(role)) throw new Problem("forbidden");
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

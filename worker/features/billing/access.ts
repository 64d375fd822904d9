import { requirePermission, requirePerson } from "#features/workspaces";
import type { Ctx, WorkspaceRef } from "#platform/ctx";

/**
 * The workspace of someone who may change what is paid: a person with `billing.write`. Refuses
 * visitors with `unauthorized` and others with `forbidden`.
 */
export function requireBuyer(ctx: Ctx): WorkspaceRef {
  requirePerson(ctx);
  return requirePermission(ctx, "billing.write");
}

/** The same request, acting as the deployment: what follows from a verb that has authorised. */
export function asJob(ctx: Ctx): Ctx {
  return { ...ctx, actor: { kind: "job", name: "billing" } };
}

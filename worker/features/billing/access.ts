import { requireMember, requirePerson } from "#features/workspaces";
import type { Ctx, WorkspaceRef } from "#platform/ctx";

/**
 * The workspace of someone who may change what is paid: an owner or admin with an account. Refuses
 * visitors with `unauthorized` and members with `forbidden`.
 */
export function requireBuyer(ctx: Ctx): WorkspaceRef {
  requirePerson(ctx);
  return requireMember(ctx, "admin");
}

/** The same request, acting as the deployment: what follows from a verb that has authorised. */
export function asJob(ctx: Ctx): Ctx {
  return { ...ctx, actor: { kind: "job", name: "billing" } };
}

import { and, eq, isNull } from "drizzle-orm";
import { Problem } from "#core/problem";
import { DAY_MS } from "#core/time";
import { cancelSubscription, findSubscription } from "#features/billing";
import { requireFreshSession } from "#features/sessions";
import { forgetMembers, requirePermission } from "#features/workspaces";
import { workspaces } from "#features/workspaces/tables";
import { auditRow } from "#platform/audit";
import type { Ctx } from "#platform/ctx";
import { runBatch } from "#platform/db";
import { requireWorkspaceRow } from "./access.ts";
import { GRACE_DAYS } from "./schema.ts";

/**
 * Puts the workspace on the way out: it works on for 14 days, in which it can be restored, and is
 * purged afterwards. A subscription is cancelled along. The owner types its name and has proven who
 * they are just now. Refuses another name with `invalid-input` and a personal workspace with
 * `conflict`. Safe to repeat: the day stays.
 */
export async function deleteWorkspace(ctx: Ctx, input: { confirm: string }): Promise<void> {
  const workspace = requirePermission(ctx, "workspace.delete");
  requireFreshSession(ctx);
  const { kind, name, deleteAtMs } = await requireWorkspaceRow(ctx, workspace);
  if (kind !== "team") {
    throw new Problem("conflict", {
      detail: "A personal workspace goes with its account, under Privacy.",
    });
  }
  if (input.confirm !== name) {
    const detail = "not the name of the workspace";
    throw new Problem("invalid-input", { detail, errors: [{ pointer: "/confirm", detail }] });
  }
  if (deleteAtMs !== null) return;
  if ((await findSubscription(ctx, workspace.id)) !== undefined) await cancelSubscription(ctx);
  const dueAtMs = ctx.clock.now() + GRACE_DAYS * DAY_MS;
  await runBatch(ctx.db, [
    ctx.db
      .update(workspaces)
      .set({ deleteAtMs: dueAtMs, updatedAtMs: ctx.clock.now() })
      .where(and(eq(workspaces.id, workspace.id), isNull(workspaces.deleteAtMs))),
    auditRow(ctx, "workspace.deletion-requested", workspace.id, { dueAtMs }),
  ]);
  await forgetMembers(ctx, workspace.id);
}

/** Takes a deletion back while its time of grace runs. A cancelled subscription stays so. Safe to repeat. */
export async function restoreWorkspace(ctx: Ctx): Promise<void> {
  const workspace = requirePermission(ctx, "workspace.delete");
  await runBatch(ctx.db, [
    ctx.db
      .update(workspaces)
      .set({ deleteAtMs: null, updatedAtMs: ctx.clock.now() })
      .where(and(eq(workspaces.id, workspace.id), isNull(workspaces.deletedAtMs))),
    auditRow(ctx, "workspace.restored", workspace.id),
  ]);
  await forgetMembers(ctx, workspace.id);
}
